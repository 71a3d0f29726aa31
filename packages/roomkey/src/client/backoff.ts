const SHORTEST_MS = 500;
const LONGEST_MS = 20_000;

/**
 * How long to wait before the next try. The jitter covers the whole span, so that clients which lost one
 * server do not come back together; what a server asks for is waited in addition.
 */
export function backoffDelay(failures: number, random: () => number, retryAfterMs = 0): number {
  const ceiling = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures);
  const asked = Number.isFinite(retryAfterMs) ? Math.max(0, retryAfterMs) : 0;
  return asked + SHORTEST_MS + random() * (ceiling - SHORTEST_MS);
}
