import type { RateLimit } from '../../contract/index.ts';
import type { Clock } from '../clock.ts';
import { createFadingMap } from '../fading-map.ts';
import { createBucket, paceOf, take, timeUntilNext } from './bucket.ts';
import type { Bucket } from './bucket.ts';

/** One bucket for each user or address. A bucket that is full again is forgotten. */
export interface KeyedBuckets {
  /** Takes one. Returns 0, or the milliseconds until there is one. */
  take(key: string): number;
  /** As `take`, without taking. */
  timeUntilNext(key: string): number;
  readonly size: number;
}

export function createKeyedBuckets(rate: RateLimit, clock: Clock): KeyedBuckets {
  const pace = paceOf(rate);
  // Whoever was not seen for as long as a bucket takes to fill needs no entry.
  const buckets = createFadingMap<Bucket>(pace.aheadMs + pace.intervalMs);

  return {
    take(key) {
      const now = clock.now();
      const bucket = buckets.get(key, now) ?? createBucket();
      buckets.set(key, bucket, now);
      return take(bucket, pace, now);
    },
    timeUntilNext(key) {
      const now = clock.now();
      const bucket = buckets.get(key, now);
      return bucket === undefined ? 0 : timeUntilNext(bucket, pace, now);
    },
    get size() {
      return buckets.size;
    },
  };
}
