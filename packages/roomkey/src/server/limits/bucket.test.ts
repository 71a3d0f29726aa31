import { assert, integer, property, array, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RateLimit } from '../../contract/index.ts';
import { createBucket, paceOf, take, timeUntilNext } from './bucket.ts';

const NOW = Date.UTC(2030, 0, 1);
const RATE: RateLimit = { burst: 3, perSecond: 10 };

function setUp(rate = RATE) {
  const pace = paceOf(rate);
  const bucket = createBucket();
  return {
    take: (now: number) => take(bucket, pace, now),
    timeUntilNext: (now: number) => timeUntilNext(bucket, pace, now),
  };
}

/** The waits of so many takes at one time. */
const takes = (count: number, takeAt: (now: number) => number, now = NOW): readonly number[] =>
  Array.from({ length: count }, () => takeAt(now));

describe('a bucket', () => {
  it('gives a burst, and then one for each interval', () => {
    const bucket = setUp();
    expect(takes(4, bucket.take)).toEqual([0, 0, 0, 100]);
    expect(takes(2, bucket.take, NOW + 100)).toEqual([0, 100]);
    expect(takes(4, bucket.take, NOW + 300)).toEqual([0, 0, 100, 100]);
  });

  it('tells to the millisecond when there is one again', () => {
    const bucket = setUp();
    takes(3, bucket.take, NOW + 30);
    expect([NOW + 30, NOW + 129, NOW + 130].map(bucket.take)).toEqual([100, 1, 0]);
  });

  it('counts nothing that it refuses or is only asked about', () => {
    const bucket = setUp();
    takes(100, bucket.timeUntilNext);
    expect(takes(103, bucket.take).filter((waitMs) => waitMs === 0)).toHaveLength(3);
    expect(bucket.timeUntilNext(NOW)).toBe(100);
    expect(takes(4, bucket.take, NOW + 300)).toEqual([0, 0, 0, 100]);
  });

  it('is never more than full, however long nobody took', () => {
    const bucket = setUp();
    expect(takes(4, bucket.take, NOW + 1e12)).toEqual([0, 0, 0, 100]);
  });

  it('locks nobody out for longer than one interval when the clock was set back', () => {
    const bucket = setUp();
    takes(3, bucket.take);
    const earlier = NOW - 86_400_000;
    expect(bucket.take(earlier)).toBe(100);
    expect(takes(2, bucket.take, earlier + 100)).toEqual([0, 100]);
  });

  it('takes a slow rate for what it is', () => {
    const bucket = setUp({ burst: 1, perSecond: 0.001 });
    expect(takes(2, bucket.take)).toEqual([0, 1_000_000]);
  });
});

/** As it is usually drawn: tokens that drip in. */
function naiveBucket({ burst, perSecond }: RateLimit) {
  const { intervalMs } = paceOf({ burst, perSecond });
  const full = burst * intervalMs;
  let level = full;
  let seenAt = NOW;
  return (now: number): number => {
    level = Math.min(full, level + now - seenAt);
    seenAt = now;
    if (level < intervalMs) return Math.ceil(intervalMs - level);
    level -= intervalMs;
    return 0;
  };
}

describe('every bucket', () => {
  const rates = record({ burst: integer({ min: 1, max: 50 }), perSecond: integer({ min: 1, max: 2_000 }) });
  const steps = array(integer({ min: 0, max: 400 }), { maxLength: 200 });

  it('answers as one with tokens in it', () => {
    assert(
      property(rates, steps, (rate, delays) => {
        const bucket = setUp(rate);
        const naive = naiveBucket(rate);
        let now = NOW;
        for (const delay of delays) {
          now += delay;
          expect(bucket.take(now)).toBe(naive(now));
        }
      }),
      { seed: 1 },
    );
  });

  it('gives one after the wait that it told', () => {
    assert(
      property(rates, integer({ min: 0, max: 100 }), (rate, more) => {
        const bucket = setUp(rate);
        let waitMs = 0;
        for (let count = 0; count <= rate.burst + more; count += 1) waitMs ||= bucket.take(NOW);
        expect(bucket.timeUntilNext(NOW + waitMs - 1)).toBeGreaterThan(0);
        expect(bucket.take(NOW + waitMs)).toBe(0);
      }),
      { seed: 2 },
    );
  });
});
