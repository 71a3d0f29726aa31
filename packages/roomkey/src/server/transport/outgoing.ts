import type { Packet, Transport } from './engine.ts';

/** What waits for a client that does not read. */
export interface Backlog {
  bytes: number;
}

/**
 * Counts a packet that is about to be queued and says how much waits with it. An empty queue costs nothing: what is
 * counted begins anew with the second packet in it.
 */
export function grow(backlog: Backlog, { writeBuffer }: Transport, packet: Packet): number {
  const [first] = writeBuffer;
  if (first === undefined) return 0;
  backlog.bytes = (writeBuffer.length === 1 ? lengthOf(first) : backlog.bytes) + lengthOf(packet);
  return backlog.bytes;
}

/** Texts by their length in characters, which is at most their length in bytes. */
export function lengthOf({ data }: Packet): number {
  if (data === undefined) return 1;
  return typeof data === 'string' ? data.length : data.byteLength;
}

/** How Socket.IO's CONNECT_ERROR begins. */
const CONNECT_ERROR = '4';

export const isRefusal = ({ type, data }: Packet): boolean =>
  type === 'message' && typeof data === 'string' && data.startsWith(CONNECT_ERROR);
