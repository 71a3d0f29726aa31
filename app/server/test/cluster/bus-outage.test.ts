import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { remoteDatabases } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { networkTo } from '../support/network.ts';
import type { Network } from '../support/network.ts';
import { redisUrl } from '../support/redis.ts';
import { ask, revoked } from '../support/sockets.ts';
import { boardOn } from '../support/test-board.ts';
import type { Person, TestBoard } from '../support/test-board.ts';

/** What an acknowledgement may take while the bus is away: it must not wait for it. */
const PROMPT_MS = 2_000;
/** The sweep, and its look-up. */
const SWEEP_MS = 8_000;
/** How soon everything is as before when Redis is. */
const RECOVERY_MS = 5_000;

const kinds = redisUrl === null ? [] : remoteDatabases;

describe.each(kinds)('two boards on $name, when Redis', { timeout: 60_000 }, (kind) => {
  let database: TestDatabase;
  let network: Network;
  let near: TestBoard;
  let far: TestBoard;
  let ann: Person;
  let postId: string;

  beforeAll(async () => {
    database = await kind.create();
    const url = new URL(redisUrl ?? '');
    network = await networkTo(url.hostname, Number(url.port || 6379));
    const variables = { REDIS_URL: `redis://127.0.0.1:${network.port}` };
    near = await boardOn(database, variables);
    far = await boardOn({ ...database, remove: () => Promise.resolve() }, variables);
    ann = await near.signUp('Ann');
    postId = await near.post(ann);
  });
  afterAll(async () => {
    network.mend();
    await far[Symbol.asyncDispose]();
    await near[Symbol.asyncDispose]();
    await network[Symbol.asyncDispose]();
  });

  const member = async (board: TestBoard, person: Person) => {
    const socket = board.connect(person);
    expect(await ask(socket, 'join-post', { postId })).toMatchObject({ ok: true });
    return socket;
  };

  const isBack = async (...boards: readonly TestBoard[]): Promise<void> => {
    const buses = async (): Promise<readonly string[]> => {
      const answers = await Promise.all(boards.map((board) => board.expectJson(200, 'GET /readyz')));
      return answers.map(({ bus }) => bus);
    };
    await expect.poll(buses, { timeout: RECOVERY_MS }).toEqual(boards.map(() => 'ok'));
  };

  /** Likes and unlikes until the other board hears of it. */
  const reaches = async (from: TestBoard, to: TestBoard): Promise<void> => {
    const asker = from.connect(ann);
    const watcher = await member(to, ann);
    let heard = 0;
    watcher.on('like-update', () => (heard += 1));
    const change = async (): Promise<number> => {
      await ask(asker, 'like-post', { postId });
      await ask(asker, 'unlike-post', { postId });
      return heard;
    };
    await expect.poll(change, { timeout: 10_000, interval: 200 }).toBeGreaterThan(0);
    watcher.disconnect();
    asker.disconnect();
  };

  it('carries, lets what is on one board be heard on the other', async () => {
    await expect(reaches(near, far)).resolves.toBeUndefined();
    await expect(reaches(far, near)).resolves.toBeUndefined();
  });

  it.each([
    ['is cut', () => network.cut()],
    ['is frozen', () => network.freeze()],
  ])('%s, goes on alone, ends what is revoked, and carries again afterwards', async (_how, start) => {
    const cara = await near.signUp('Cara');
    const device = await member(far, cara);
    start();
    const watcher = await member(near, ann);
    const heard = new Promise((resolve) => watcher.once('like-update', resolve));
    const startedAt = performance.now();
    expect(await ask(watcher, 'like-post', { postId })).toMatchObject({ ok: true });
    await heard;
    expect(performance.now() - startedAt).toBeLessThan(PROMPT_MS);
    expect(await ask(watcher, 'unlike-post', { postId })).toMatchObject({ ok: true });
    watcher.disconnect();

    const during = await member(far, cara);
    const ended = Promise.all([revoked(device, SWEEP_MS), revoked(during, SWEEP_MS)]);
    const headers = { cookie: cara.cookie };
    expect((await near.send('POST', '/api/auth/sign-out', { headers })).status).toBe(200);
    await ended;

    network.mend();
    await isBack(near, far);
    await reaches(near, far);
    await reaches(far, near);
  });

  it('is not there yet, start, and hear each other once it is', async () => {
    network.cut();
    const late = await boardOn(
      { ...database, remove: () => Promise.resolve() },
      { REDIS_URL: `redis://127.0.0.1:${network.port}` },
    );
    try {
      expect(await late.expectJson(200, 'GET /readyz')).toMatchObject({ bus: 'down' });
      network.mend();
      await isBack(near, far, late);
      await reaches(late, far);
      await reaches(near, late);
    } finally {
      await late[Symbol.asyncDispose]();
    }
  });
});
