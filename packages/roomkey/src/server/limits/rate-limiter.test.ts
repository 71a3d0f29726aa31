import { array, assert, constantFrom, integer, oneof, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../testing/index.ts';
import { createBucket, paceOf, take } from './bucket.ts';
import type { Bucket } from './bucket.ts';
import { createRateLimiter } from './rate-limiter.ts';

const RATE = { burst: 4, perSecond: 2 };
const FILL_MS = 2_000;

function setUp() {
  const clock = createFakeClock();
  return { clock, buckets: createRateLimiter(RATE, clock) };
}

describe('buckets by key', () => {
  it('know nothing of each other', () => {
    const { buckets } = setUp();
    const waits = Array.from({ length: 5 }, () => buckets.take('ada'));
    expect(waits).toEqual([0, 0, 0, 0, 500]);
    expect(buckets.timeUntilNext('ada')).toBe(500);
    expect(buckets.timeUntilNext('bob')).toBe(0);
    expect(buckets.take('bob')).toBe(0);
  });

  it('are not made by asking', () => {
    const { buckets } = setUp();
    expect(buckets.timeUntilNext('ada')).toBe(0);
    expect(buckets.size).toBe(0);
  });

  it.each(['__proto__', 'constructor', ''])('are for any key, also %j', (key) => {
    const { buckets } = setUp();
    expect(Array.from({ length: 5 }, () => buckets.take(key))).toEqual([0, 0, 0, 0, 500]);
  });

  it('are forgotten once they are full, however many keys come', () => {
    const { clock, buckets } = setUp();
    let most = 0;
    for (let key = 0; key < 50_000; key += 1) {
      buckets.take(`key-${key}`);
      clock.advance(10);
      most = Math.max(most, buckets.size);
    }
    expect(most).toBeLessThanOrEqual((2 * FILL_MS) / 10);
    clock.advance(2 * FILL_MS);
    buckets.take('last');
    expect(buckets.size).toBe(1);
  });

  it('are never forgotten before', () => {
    const delays = oneof(integer({ min: 0, max: 50 }), integer({ min: 0, max: FILL_MS }));
    const moves = array(tuple(constantFrom('ada', 'bob'), delays, integer({ min: 1, max: 5 })));
    assert(
      property(moves, (all) => {
        const { clock, buckets } = setUp();
        const kept = new Map<string, Bucket>();
        for (const [key, delay, count] of all) {
          clock.advance(delay);
          const bucket = kept.get(key) ?? createBucket();
          kept.set(key, bucket);
          for (let taken = 0; taken < count; taken += 1)
            expect(buckets.take(key)).toBe(take(bucket, paceOf(RATE), clock.now()));
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('lock nobody out when the clock was set back', () => {
    const { clock, buckets } = setUp();
    for (let count = 0; count < 5; count += 1) buckets.take('ada');
    clock.jump(-86_400_000);
    clock.advance(500);
    expect(buckets.take('ada')).toBe(0);
  });
});
