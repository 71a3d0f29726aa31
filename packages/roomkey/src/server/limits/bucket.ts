import type { RateLimit } from '../../contract/index.ts';

/** A rate in the form in which it is asked: milliseconds for one, and how far ahead of time one may be. */
export interface Pace {
  readonly intervalMs: number;
  readonly aheadMs: number;
}

/** What was taken so far, as the time at which it will all have been paid back. */
export interface Bucket {
  paidAt: number;
}

/** Parts of a millisecond that can be added to a time of day without rounding, many times. */
const PARTS = 1024;

export function paceOf({ burst, perSecond }: RateLimit): Pace {
  const intervalMs = Math.ceil((1000 * PARTS) / perSecond) / PARTS;
  return { intervalMs, aheadMs: (burst - 1) * intervalMs };
}

export const createBucket = (): Bucket => ({ paidAt: 0 });

/**
 * Takes one. Returns 0, or, when there is none, the milliseconds until there is. One number and no timer: the
 * generic cell rate algorithm (ITU-T I.371).
 */
export function take(bucket: Bucket, pace: Pace, now: number): number {
  const owed = debt(bucket, pace, now);
  const waitMs = waitFor(owed, pace, now);
  // Also when none is taken: what a clock that was set back has left too far ahead must not stay there.
  bucket.paidAt = waitMs === 0 ? owed + pace.intervalMs : owed;
  return waitMs;
}

/** As {@link take}, without taking. */
export const timeUntilNext = (bucket: Bucket, pace: Pace, now: number): number =>
  waitFor(debt(bucket, pace, now), pace, now);

function waitFor(owed: number, { aheadMs }: Pace, now: number): number {
  const ahead = owed - now - aheadMs;
  return ahead <= 0 ? 0 : Math.ceil(ahead);
}

/** Never further ahead than a full bucket: a clock that was set back must not lock anybody out. */
function debt({ paidAt }: Bucket, { intervalMs, aheadMs }: Pace, now: number): number {
  return Math.min(Math.max(paidAt, now), now + aheadMs + intervalMs);
}
