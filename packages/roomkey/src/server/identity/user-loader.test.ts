import { describe, expect, it } from 'vitest';
import { RoomkeyError } from '../../errors/index.ts';
import { createFakeClock } from '../../testing/index.ts';
import type { FailureContext } from '../report.ts';
import type { BaseUser, LoadedUser, LoadUser, Subject } from './types.ts';
import { createUserLoader } from './user-loader.ts';

const subject = (userId: string, sessionId: string | null = 's1'): Subject => ({
  userId,
  sessionId,
  issuedAt: 0,
  expiresAt: 1,
  claims: {},
});
const ada: BaseUser = { id: 'ada', name: 'Ada', role: 'user' };

function setUp(loadUser: LoadUser<BaseUser>) {
  const calls: Subject[] = [];
  const reports: [unknown, FailureContext][] = [];
  const clock = createFakeClock();
  const loader = createUserLoader<BaseUser>({
    loadUser(asked) {
      calls.push(asked);
      return loadUser(asked);
    },
    clock,
    timeoutMs: 1000,
    report: (error, context) => reports.push([error, context]),
  });
  return { calls, clock, reports, loader };
}

/** A look-up whose answers a test gives, in the order of the questions. */
function heldLoads() {
  const answers: ((user: LoadedUser<BaseUser>) => void)[] = [];
  return { answers, load: () => new Promise<LoadedUser<BaseUser>>((resolve) => answers.push(resolve)) };
}

type Lookup = Promise<LoadedUser<BaseUser>>;

/** As the queries of some database libraries are: of their own make. */
const likePromise = (lookUp: Lookup): Lookup => ({
  // oxlint-disable-next-line unicorn/no-thenable -- that is what is tested
  then: (...listeners) => lookUp.then(...listeners),
  catch: (listener) => lookUp.catch(listener),
  finally: (listener) => lookUp.finally(listener),
  [Symbol.toStringTag]: 'Query',
});

describe('a user loader', () => {
  it('shares concurrent look-ups of one user and session, and keeps nothing afterwards', async () => {
    const { answers, load } = heldLoads();
    const { calls, loader } = setUp(load);
    const lookups = ['ada', 'ada'].map(async (id) => loader.load(subject(id)));
    expect(calls).toHaveLength(1);
    answers[0]?.(ada);
    expect(await Promise.all(lookups)).toEqual([ada, ada]);
    void loader.load(subject('ada'));
    expect(calls).toHaveLength(2);
  });

  it('does not share between sessions or users, however their ids are written', async () => {
    const { calls, loader } = setUp(() => ada);
    const subjects = [
      subject('ada', 's1'),
      subject('ada', 's2'),
      subject('ada', null),
      subject('ada', 'null'),
    ];
    const tricky = [subject('a","b', 'c'), subject('a', 'b","c')];
    await Promise.all([...subjects, ...tricky].map(async (asked) => loader.load(asked)));
    expect(calls).toHaveLength(6);
  });

  it('gives nobody who asks after `forget` an answer that was asked for before', async () => {
    const { answers, load } = heldLoads();
    const { loader } = setUp(load);
    const before = loader.load(subject('ada'));
    loader.forget();
    const after = loader.load(subject('ada'));
    answers[0]?.(ada);
    expect(await before).toEqual(ada);
    const shared = loader.load(subject('ada'));
    expect(answers).toHaveLength(2);
    answers[1]?.('session_revoked');
    expect(await Promise.all([after, shared])).toEqual(['session_revoked', 'session_revoked']);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
    [
      'throws a code of its own',
      () => {
        throw new RoomkeyError('user_unknown');
      },
    ],
  ])(
    'is unavailable when the look-up %s, and reports it without an answer',
    async (_, fail: LoadUser<BaseUser>) => {
      const { reports, loader } = setUp(fail);
      await expect(async () => loader.load(subject('ada'))).rejects.toMatchObject({
        code: 'unavailable',
        retry: 'backoff',
      });
      expect(reports).toEqual([[expect.any(Error), { stage: 'load-user', userId: 'ada' }]]);
    },
  );

  it.each([
    ['', (lookUp: Lookup): Lookup => lookUp],
    [', though it only looks like a promise', likePromise],
  ])('gives up a look-up that never ends%s, and asks again after it', async (_, as) => {
    const { answers, load } = heldLoads();
    const { calls, clock, loader } = setUp(() => as(load()));
    const hanging = loader.load(subject('ada'));
    clock.advance(1000);
    await expect(hanging).rejects.toMatchObject({ code: 'unavailable' });
    const again = loader.load(subject('ada'));
    expect(calls).toHaveLength(2);
    answers[1]?.(ada);
    expect(await again).toEqual(ada);
  });

  it('asks again after a failure', async () => {
    let failing = true;
    const { loader } = setUp(() => (failing ? Promise.reject(new Error('down')) : ada));
    await expect(async () => loader.load(subject('ada'))).rejects.toThrow(RoomkeyError);
    failing = false;
    expect(await loader.load(subject('ada'))).toEqual(ada);
  });

  it('reports one error once, however many look-ups it fails', async () => {
    const down = new Error('down');
    const { reports, loader } = setUp(() => Promise.reject(down));
    await Promise.allSettled(['a', 'b', 'c'].map(async (id) => loader.load(subject(id))));
    expect(reports).toHaveLength(1);
  });

  it('takes a thrown `session_revoked` for an answer', async () => {
    const { reports, loader } = setUp(() => Promise.reject(new RoomkeyError('session_revoked')));
    expect(await loader.load(subject('ada'))).toBe('session_revoked');
    expect(reports).toEqual([]);
  });
});
