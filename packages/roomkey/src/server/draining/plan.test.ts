import { describe, expect, it } from 'vitest';
import { planDrain } from './plan.ts';

const LONGEST_MS = 250;

describe('a plan to drain', () => {
  it.each([0, 1, 400, 10_000, 100_000])('tells everybody in half of the time: %i', (transports) => {
    const { withinMs, perBatch, batchMs, lingerMs } = planDrain(transports, { withinMs: 8_000 });
    const toldWithinMs = (Math.ceil(transports / perBatch) - 1) * batchMs;
    expect(toldWithinMs + lingerMs).toBeLessThan(withinMs);
    expect(toldWithinMs).toBeLessThanOrEqual(withinMs / 2);
  });

  it.each([
    ['few', 5, 100],
    ['many', 100_000, LONGEST_MS],
  ])('lets nobody stay away for longer than takes %s apart', (_, transports, most) => {
    expect(planDrain(transports, {}).reconnectWithinMs).toBe(most);
  });

  it.each([{ withinMs: 0 }, { withinMs: NaN }, { withinMs: 2 ** 31 }, { spreadMs: -1 }, { spreadMs: NaN }])(
    'is none of %o',
    (options) => {
      expect(() => planDrain(1, options)).toThrow(TypeError);
    },
  );
});
