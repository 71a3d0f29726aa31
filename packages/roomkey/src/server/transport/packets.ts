import type { Packet } from './engine.ts';

/** Texts by their length in characters, which is at most their length in bytes. */
export function lengthOf({ data }: Packet): number {
  if (data === undefined) return 1;
  return typeof data === 'string' ? data.length : data.byteLength;
}

/** How Socket.IO's CONNECT_ERROR begins. */
const CONNECT_ERROR = '4';

export const isRefusal = ({ type, data }: Packet): boolean =>
  type === 'message' && typeof data === 'string' && data.startsWith(CONNECT_ERROR);
