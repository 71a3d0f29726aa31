import { expect, it } from 'vitest';
import { batched } from '../../src/server/index.ts';
import type { BaseUser, Subject } from '../../src/server/index.ts';

const subject = (userId: string): Subject => ({
  userId,
  sessionId: null,
  issuedAt: 0,
  expiresAt: 1,
  claims: {},
});

// A batch that was full was sent at once, and the turn's own call then asked the database for nobody; and a
// batch of one was never full.
it.each([1, 2, 3])('asks for at most %d at a time, and never for nobody', async (maxSize) => {
  const sizes: number[] = [];
  const load = batched<BaseUser>(
    async (subjects) => {
      sizes.push(subjects.length);
      return subjects.map(() => null);
    },
    { maxSize },
  );
  await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(async (userId) => load(subject(userId))));
  await new Promise((resolve) => setImmediate(resolve));
  expect(sizes).toEqual(Array.from({ length: 6 / maxSize }, () => maxSize));
});
