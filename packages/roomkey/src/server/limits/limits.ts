import { faultOfRate } from '../../contract/rate-limit.ts';
import type { RateLimit } from '../../contract/index.ts';
import type { PayloadBounds } from './payload-bounds.ts';

/** What one address may take. An IPv6 address counts with all others of its /64. */
export interface AddressLimits {
  /** Open transports. @default 1000 */
  readonly connections?: number;
  /** New transports. @default { burst: 1000, perSecond: 50 } */
  readonly connects?: RateLimit;
  /** Connections that were refused; beyond them no new transport is accepted. @default { burst: 300, perSecond: 5 } */
  readonly refusals?: RateLimit;
}

/**
 * Bounds on what a client can take from a server, whoever it is. The defaults suit applications that people use
 * in browsers; null takes a bound away. What clients may send is limited in the contract.
 */
export interface Limits {
  /** A transport on which nobody has been accepted by then is closed. Milliseconds. @default 10_000 */
  readonly handshakeMs?: number;
  /** Per server process; null: none. @default as {@link AddressLimits} says */
  readonly address?: AddressLimits | null;
  /** Live connections of one user to this process. @default 100 */
  readonly connectionsPerUser?: number | null;
  /** Rooms of the contract that one connection is in. @default 128 */
  readonly roomsPerConnection?: number | null;
  /** What waits for a client that does not read, in bytes; beyond it the client is cut. @default 1_048_576 */
  readonly queuedBytes?: number | null;
  /** @default { size: 32_768, depth: 32 } */
  readonly payload?: PayloadBounds | null;
  /** Null: the rates of the contract are not enforced, as a measurement under load may want it. @default 'contract' */
  readonly requests?: 'contract' | null;
}

/** {@link Limits} with every default filled in. */
export interface ResolvedLimits {
  readonly handshakeMs: number;
  readonly address: Required<AddressLimits> | null;
  readonly connectionsPerUser: number;
  readonly roomsPerConnection: number;
  readonly queuedBytes: number;
  readonly payload: PayloadBounds;
  readonly requests: 'contract' | null;
}

const ADDRESS: Required<AddressLimits> = {
  connections: 1_000,
  connects: { burst: 1_000, perSecond: 50 },
  refusals: { burst: 300, perSecond: 5 },
};

const NO_BOUNDS: PayloadBounds = { size: Infinity, depth: Infinity };

/** Node runs a timer that is set further at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** @throws TypeError when a limit is no positive number, or a rate none that can be kept */
export function resolveLimits(limits: Limits = {}): ResolvedLimits {
  const { handshakeMs = 10_000, payload = { size: 32_768, depth: 32 } } = limits;
  const resolved = {
    handshakeMs,
    address: limits.address === null ? null : { ...ADDRESS, ...limits.address },
    connectionsPerUser: orInfinity(limits.connectionsPerUser, 100),
    roomsPerConnection: orInfinity(limits.roomsPerConnection, 128),
    queuedBytes: orInfinity(limits.queuedBytes, 1_048_576),
    payload: payload ?? NO_BOUNDS,
    requests: limits.requests === null ? null : ('contract' as const),
  };
  assertLimits(resolved);
  return resolved;
}

const orInfinity = (limit: number | null | undefined, byDefault: number): number =>
  limit === null ? Infinity : (limit ?? byDefault);

function assertLimits({ address, payload, ...limits }: ResolvedLimits): void {
  const { handshakeMs, connectionsPerUser, roomsPerConnection, queuedBytes } = limits;
  assertPositive({ handshakeMs, connectionsPerUser, roomsPerConnection, queuedBytes });
  assertPositive({ size: payload.size, depth: payload.depth });
  if (handshakeMs > MAX_TIMER_MS)
    throw new TypeError(`Limits: "handshakeMs" must be at most ${MAX_TIMER_MS}.`);
  if (address === null) return;
  assertPositive({ connections: address.connections });
  assertRate('connects', address.connects);
  assertRate('refusals', address.refusals);
}

function assertPositive(limits: Readonly<Record<string, unknown>>): void {
  for (const [name, limit] of Object.entries(limits)) {
    if (typeof limit === 'number' && limit > 0) continue;
    throw new TypeError(`Limits: "${name}" must be a positive number.`);
  }
}

function assertRate(name: string, rate: RateLimit): void {
  const fault = faultOfRate(rate);
  if (fault !== null) throw new TypeError(`Limits: "${name}" ${fault}.`);
}
