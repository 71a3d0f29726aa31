import { expect, it } from 'vitest';
import { createWindowLimit } from './window-limit.ts';

it('gives so many to each key, says when there are more, and then gives them', () => {
  let time = 5_000;
  const limit = createWindowLimit({ max: 2, windowMs: 1_000, now: () => time });
  expect(['a', 'a', 'a', 'b'].map((key) => limit.take(key))).toEqual([0, 0, 1_000, 0]);
  time += 400;
  expect([limit.take('a'), limit.take('b'), limit.take('b')]).toEqual([600, 0, 600]);
  time += 600;
  expect(limit.take('a')).toBe(0);
});
