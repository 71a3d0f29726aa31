import { describe, expect, it } from 'vitest';
import { batched } from './batched.ts';
import type { LoadUsers } from './batched.ts';
import type { BaseUser, LoadedUser, Subject } from './types.ts';

const subject = (userId: string): Subject => ({
  userId,
  sessionId: null,
  issuedAt: 0,
  expiresAt: 1,
  claims: {},
});
const user = (id: string): BaseUser => ({ id, name: id, role: 'user' });

function setUp(answer: LoadUsers<BaseUser>) {
  const calls: string[][] = [];
  const loadUsers: LoadUsers<BaseUser> = (subjects) => {
    calls.push(subjects.map(({ userId }) => userId));
    return answer(subjects);
  };
  const load = batched(loadUsers, { windowMs: 0 });
  return { calls, load: async (userId: string): Promise<LoadedUser<BaseUser>> => load(subject(userId)) };
}

const everybody: LoadUsers<BaseUser> = async (subjects) => subjects.map(({ userId }) => user(userId));

describe('a batched loader', () => {
  it('makes one call of the look-ups of a turn, and gives each its own answer', async () => {
    const { calls, load } = setUp(everybody);
    const lookups = [load('a'), Promise.resolve().then(() => load('b')), load('c')];
    expect(await Promise.all(lookups)).toEqual([user('a'), user('b'), user('c')]);
    expect(calls).toEqual([['a', 'c', 'b']]);
  });

  it('makes another call in the next turn', async () => {
    const { calls, load } = setUp(everybody);
    await load('a');
    await load('b');
    expect(calls).toEqual([['a'], ['b']]);
  });

  it('finds nobody where a look-up answers with undefined', async () => {
    const { load } = setUp(async () => [undefined as unknown as null]);
    expect(await load('a')).toBeNull();
  });

  it('passes on who is gone or revoked', async () => {
    const { load } = setUp(async () => [null, 'session_revoked', user('c')]);
    expect(await Promise.all([load('a'), load('b'), load('c')])).toEqual([
      null,
      'session_revoked',
      user('c'),
    ]);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('down'))],
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
  ])('fails every look-up of a call that %s, and none of the next', async (_, fail) => {
    let failing = true;
    const { load } = setUp((subjects) => (failing ? fail() : everybody(subjects)));
    const outcomes = await Promise.allSettled([load('a'), load('b')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    failing = false;
    expect(await load('c')).toEqual(user('c'));
  });

  it.each([[[]], [[user('a')]], [[user('a'), user('b'), user('c')]]])(
    'fails when %j answers for two: nobody may get the user of somebody else',
    async (answer) => {
      const { load } = setUp(async () => answer);
      const outcomes = await Promise.allSettled([load('a'), load('b')]);
      expect(outcomes).toMatchObject([
        { status: 'rejected', reason: expect.any(TypeError) },
        { status: 'rejected', reason: expect.any(TypeError) },
      ]);
    },
  );
});
