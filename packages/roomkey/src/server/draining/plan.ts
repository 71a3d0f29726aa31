export interface DrainOptions {
  /** By then every connection is over; one that still hangs is cut off. Milliseconds. @default 20_000 */
  readonly withinMs?: number;
  /**
   * Connections are told over so long, and not all at once, so that the servers that take over can follow.
   * Milliseconds, never more than half of `withinMs`. @default 20 for each connection
   */
  readonly spreadMs?: number;
}

/** How many are told at a time, and how long those wait who were told. */
export interface DrainPlan {
  readonly withinMs: number;
  readonly perBatch: number;
  readonly batchMs: number;
  /** What was sent before its client heard of the draining can still come in for so long. */
  readonly lingerMs: number;
  /** Clients wait up to so long before they connect again. */
  readonly reconnectWithinMs: number;
}

const DEFAULT_WITHIN_MS = 20_000;
/** Whoever comes to another server costs it far more than a handshake: the page reads again what it shows. */
const PER_CONNECTION_MS = 20;
const BATCH_MS = 50;
const LINGER_MS = 250;
/** They are told one batch after the other already: this only takes those of one batch apart. */
const LONGEST_RECONNECT_MS = 250;

/** Node runs a timer that is set further at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** @throws TypeError when a time is none that can be kept */
export function planDrain(transports: number, options: DrainOptions): DrainPlan {
  const { withinMs = DEFAULT_WITHIN_MS, spreadMs = transports * PER_CONNECTION_MS } = options;
  if (!(withinMs > 0 && withinMs <= MAX_TIMER_MS))
    throw new TypeError('drain: "withinMs" must be a positive number of milliseconds.');
  if (!(spreadMs >= 0)) throw new TypeError('drain: "spreadMs" must be a number of milliseconds.');
  const spread = Math.min(spreadMs, withinMs / 2);
  return {
    withinMs,
    perBatch: Math.max(1, Math.ceil(transports / Math.max(1, spread / BATCH_MS))),
    batchMs: BATCH_MS,
    lingerMs: Math.min(LINGER_MS, withinMs / 4),
    reconnectWithinMs: Math.min(spread, LONGEST_RECONNECT_MS),
  };
}
