import { describe, expect, it } from 'vitest';
import { backoffDelay } from './backoff.ts';

describe('backoffDelay', () => {
  it('grows from half a second to twenty', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 100, 10_000].map((failures) => backoffDelay(failures, () => 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000, 20_000]);
  });

  it('spreads over the whole span', () => {
    expect(backoffDelay(6, () => 0)).toBe(500);
    expect(backoffDelay(6, () => 0.5)).toBe(10_250);
  });

  it('adds what the server asks for, if that is a time', () => {
    expect(backoffDelay(1, () => 0, 60_000)).toBe(60_500);
    for (const rubbish of [-1, NaN, Infinity]) expect(backoffDelay(1, () => 0, rubbish)).toBe(500);
  });
});
