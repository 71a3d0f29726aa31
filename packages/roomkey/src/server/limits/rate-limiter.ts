import type { RateLimit } from '../../contract/index.ts';
import { faultOfRate } from '../../contract/rate-limit.ts';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { createFadingMap } from '../fading-map.ts';
import { createBucket, paceOf, take, timeUntilNext } from './bucket.ts';
import type { Bucket } from './bucket.ts';

/** A rate for each user, address or whatever else has a name. Who was quiet for long enough is forgotten. */
export interface RateLimiter {
  /** Takes one. Returns 0, or the milliseconds until there is one. */
  take(key: string): number;
  /** As `take`, without taking. */
  timeUntilNext(key: string): number;
  readonly size: number;
}

/**
 * Counts against a rate by key, without timers: for HTTP routes and whatever else costs more than to answer.
 *
 * @throws TypeError when the rate is none that can be kept
 * @example
 * const signUps = createRateLimiter({ burst: 5, perSecond: 0.1 });
 * const retryAfterMs = signUps.take(addressKey(clientAddress(request)));
 * if (retryAfterMs > 0) throw new RoomkeyError('rate_limited', { retryAfterMs });
 */
export function createRateLimiter(rate: RateLimit, clock: Clock = systemClock): RateLimiter {
  const rates = createRates(rate);
  return {
    take: (key) => rates.take(key, clock.now()),
    timeUntilNext: (key) => rates.timeUntilNext(key, clock.now()),
    get size() {
      return rates.size;
    },
  };
}

/** A {@link RateLimiter} for whoever has read the clock already: it is read once for all limits of a request. */
export interface Rates {
  take(key: string, now: number): number;
  timeUntilNext(key: string, now: number): number;
  readonly size: number;
}

/** @throws TypeError when the rate is none that can be kept */
export function createRates(rate: RateLimit): Rates {
  const fault = faultOfRate(rate);
  if (fault !== null) throw new TypeError(`createRateLimiter ${fault}.`);
  const pace = paceOf(rate);
  // Whoever was not seen for as long as a bucket takes to fill needs no entry.
  const buckets = createFadingMap<Bucket>(pace.aheadMs + pace.intervalMs);

  return {
    take: (key, now) => take(buckets.keep(key, createBucket, now), pace, now),
    timeUntilNext(key, now) {
      const bucket = buckets.get(key, now);
      return bucket === undefined ? 0 : timeUntilNext(bucket, pace, now);
    },
    get size() {
      return buckets.size;
    },
  };
}
