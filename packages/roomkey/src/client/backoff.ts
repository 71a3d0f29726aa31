import type { RoomkeyError } from '../errors/index.ts';

const SHORTEST_MS = 500;
const LONGEST_MS = 20_000;

/** After a server that goes away another one answers, as soon as it is asked. */
const DRAINING_MS = 100;

/**
 * How long to wait before the next try. The jitter covers the whole span, so that clients which lost one
 * server do not come back together; what a server asks for is waited in addition.
 */
export function backoffDelay(failures: number, random: () => number, retryAfterMs = 0): number {
  const ceiling = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures);
  return asked(retryAfterMs) + SHORTEST_MS + random() * (ceiling - SHORTEST_MS);
}

/**
 * How long to wait before connecting again. A server that goes away says when, spread over its clients; one that is
 * gone already, or one after the other, is asked again soon, and less often each time.
 */
export function reconnectDelay(failures: number, random: () => number, error: RoomkeyError): number {
  const { code, retryAfterMs } = error;
  if (code !== 'draining') return backoffDelay(failures, random, retryAfterMs);
  if (retryAfterMs !== undefined && failures === 1) return asked(retryAfterMs);
  const ceiling = Math.min(LONGEST_MS, DRAINING_MS * 2 ** failures);
  return asked(retryAfterMs) + DRAINING_MS + random() * (ceiling - DRAINING_MS);
}

const asked = (ms = 0): number => (Number.isFinite(ms) ? Math.max(0, ms) : 0);
