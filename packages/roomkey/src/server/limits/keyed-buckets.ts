import type { RateLimit } from '../../contract/index.ts';
import type { Clock } from '../clock.ts';
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
  // Whoever was not seen for as long as a bucket takes to fill needs no entry: two generations need no timer.
  const fillMs = pace.aheadMs + pace.intervalMs;
  let recent = new Map<string, Bucket>();
  let older = new Map<string, Bucket>();
  let turnedAt = clock.now();

  const turn = (now: number): void => {
    const elapsed = now - turnedAt;
    if (elapsed >= 0 && elapsed < fillMs) return;
    older = elapsed >= 0 && elapsed < 2 * fillMs ? recent : new Map();
    recent = new Map();
    turnedAt = now;
  };

  const find = (key: string): Bucket | undefined => recent.get(key) ?? older.get(key);

  return {
    take(key) {
      const now = clock.now();
      turn(now);
      const bucket = find(key) ?? createBucket();
      recent.set(key, bucket);
      return take(bucket, pace, now);
    },
    timeUntilNext(key) {
      const now = clock.now();
      turn(now);
      const bucket = find(key);
      return bucket === undefined ? 0 : timeUntilNext(bucket, pace, now);
    },
    get size() {
      return recent.size + older.size;
    },
  };
}
