import { expect, it } from 'vitest';
import { createBucket, paceOf, take } from '../../src/server/limits/bucket.ts';

const NOW = Date.UTC(2030, 0, 1);

// A third of a millisecond cannot be added to a time of day without rounding: the last of a burst came too early.
it.each([3, 7, 0.3, 300])('has the whole burst at %j a second, and then none', (perSecond) => {
  for (const burst of [2, 3, 40, 1_000]) {
    const bucket = createBucket();
    const pace = paceOf({ burst, perSecond });
    const refused = Array.from({ length: burst }, () => take(bucket, pace, NOW)).filter((wait) => wait > 0);
    expect(refused).toEqual([]);
    expect(take(bucket, pace, NOW)).toBeGreaterThan(0);
  }
});
