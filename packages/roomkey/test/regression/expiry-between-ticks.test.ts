import { expect, it } from 'vitest';
import { createExpiryClock } from '../../src/server/connections/expiry-clock.ts';
import { createFakeClock } from '../../src/testing/index.ts';

// Ticks were counted from the first entry, slots from the epoch: an entry could wait for the end of its slot and
// then for nearly a whole tick more.
it('is not later than the resolution, whenever the first entry was set', () => {
  const clock = createFakeClock(249);
  const fired: number[] = [];
  const expiry = createExpiryClock<object>({
    clock,
    resolutionMs: 250,
    onExpired: () => fired.push(clock.now()),
  });
  expiry.set({}, 251);
  clock.advance(1000);
  expect(fired).toEqual([500]);
});
