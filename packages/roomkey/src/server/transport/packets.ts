import type { Packet } from './engine.ts';

/** Texts by their length in characters, which is at most their length in bytes. */
export function lengthOf({ data }: Packet): number {
  if (data === undefined) return 1;
  return typeof data === 'string' ? data.length : data.byteLength;
}

/** How Socket.IO's CONNECT_ERROR begins. */
const CONNECT_ERROR = '4';

/** The namespace that a refusal names, as Socket.IO's encoder writes it; none for the main one. */
export function refusedNamespace({ data }: Packet): string {
  const [, name = '/'] = (typeof data === 'string' ? /^4(\/[^,]*),/.exec(data) : null) ?? [];
  return name;
}

export const isRefusal = ({ type, data }: Packet): boolean =>
  type === 'message' && typeof data === 'string' && data.startsWith(CONNECT_ERROR);
