import type { Clock } from '../clock.ts';
import { createRateLimiter } from '../limits/rate-limiter.ts';
import type { AddressLimits } from '../limits/limits.ts';

/** What is open from one address. */
export interface AddressUse {
  readonly address: string;
  open: number;
}

/** Bounds what one address can take before anybody is known on its connections. */
export interface Addresses {
  /** Whether a new transport may be made. Takes from the rate of the address. */
  admits(address: string): boolean;
  /** Counts a transport that was made; null: there are too many. */
  enter(address: string): AddressUse | null;
  leave(use: AddressUse): void;
  refused(use: AddressUse): void;
}

export function createAddresses(limits: Required<AddressLimits>, clock: Clock): Addresses {
  const connects = createRateLimiter(limits.connects, clock);
  const refusals = createRateLimiter(limits.refusals, clock);
  const uses = new Map<string, AddressUse>();

  const isFull = (address: string): boolean => (uses.get(address)?.open ?? 0) >= limits.connections;

  return {
    admits: (address) =>
      !isFull(address) && refusals.timeUntilNext(address) === 0 && connects.take(address) === 0,
    enter(address) {
      if (isFull(address)) return null;
      const use = uses.get(address) ?? { address, open: 0 };
      use.open += 1;
      uses.set(address, use);
      return use;
    },
    leave(use) {
      use.open -= 1;
      if (use.open === 0) uses.delete(use.address);
    },
    refused: (use) => void refusals.take(use.address),
  };
}
