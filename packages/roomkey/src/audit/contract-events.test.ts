import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { eventsOfContract } from './contract-events.ts';
import { UsageError } from './failures.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

it('every join and request of a contract is tried, with ids that its schemas take', async () => {
  expect(await eventsOfContract(path('../../../../app/contract/src/contract.ts'))).toEqual(
    expect.arrayContaining([
      { name: 'join-post', payload: { postId: expect.stringMatching(/^[\da-f-]{36}$/) }, isPublic: false },
      { name: 'like-post', payload: { postId: expect.any(String) }, isPublic: false },
      { name: 'view-post', payload: { postId: expect.any(String) }, isPublic: true },
    ]),
  );
});

it('a module without a contract is refused', async () => {
  await expect(eventsOfContract(path('./words.ts'))).rejects.toThrow(UsageError);
});
