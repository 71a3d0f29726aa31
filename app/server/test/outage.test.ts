import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { remoteDatabases } from './support/databases.ts';
import type { TestDatabase } from './support/databases.ts';
import { networkTo } from './support/network.ts';
import type { Network } from './support/network.ts';
import { runProgram, serverFolder, urlOf } from './support/process.ts';
import { ask, heard } from './support/sockets.ts';
import { boardOn } from './support/test-board.ts';
import type { Json, Person, TestBoard } from './support/test-board.ts';

const LIMIT_MS = 5_000;
/** After which whoever stops a process usually kills it. */
const STOP_MS = 30_000;

describe.each(remoteDatabases)('an outage of $name', { timeout: 40_000 }, (kind) => {
  let database: TestDatabase;
  let network: Network;
  let throughNetwork: string;
  let board: TestBoard;
  let ann: Person;
  let postId: string;

  beforeAll(async () => {
    database = await kind.create();
    const url = new URL(database.variables['DATABASE_URL'] ?? '');
    network = await networkTo(url.hostname, Number(url.port || 5432));
    url.host = `127.0.0.1:${network.port}`;
    throughNetwork = url.href;
    board = await boardOn(database, { DATABASE_URL: throughNetwork });
    ann = await board.signUp('Ann');
    postId = await board.post(ann);
  });
  afterAll(async () => {
    network.mend();
    await board[Symbol.asyncDispose]();
    await network[Symbol.asyncDispose]();
  });

  const codeOf = async (request: `${string} ${string}`, options = {}): Promise<string> => {
    const startedAt = performance.now();
    const { error } = await board.expectJson(503, request, options);
    expect(performance.now() - startedAt).toBeLessThan(LIMIT_MS);
    return error.code;
  };

  const refusal = async (): Promise<unknown> => {
    const [error] = await once(board.connect(ann) as never, 'connect_error', {
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    return error;
  };

  /** What a connection that was there before gets for its writes; `ask` waits no longer than the limit. */
  const answersTo = (socket: Socket, comment: object): Promise<readonly Json[]> =>
    Promise.all([
      ask(socket, 'like-post', { postId }),
      ask(socket, 'view-post', { postId }),
      ask(socket, 'comment-post', comment),
    ]);

  it.each([
    ['is cut', () => network.cut()],
    ['is frozen', () => network.freeze()],
  ])('that %s says unavailable, signs nobody out, and is over when it is over', async (_how, start) => {
    const socket = board.connect(ann);
    expect(await ask(socket, 'join-post', { postId })).toMatchObject({ ok: true });
    const comment = { postId, body: 'x', opId: randomUUID() };
    start();
    const answers = await answersTo(socket, comment);
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    // What it was a second ago is remembered.
    await vi.waitFor(() => codeOf('GET /readyz'), { timeout: LIMIT_MS });
    const credentials = { email: ann.email, password: 'long enough' };
    const codes = await Promise.all([
      codeOf('GET /readyz'),
      codeOf('GET /api/posts'),
      codeOf('GET /api/posts', { as: ann }),
      codeOf('POST /api/posts', { as: ann, body: { title: 'x', body: 'x' } }),
      codeOf('GET /api/auth/token', { headers: { cookie: ann.cookie } }),
      codeOf('POST /api/auth/sign-in/email', { body: credentials }),
    ]);
    expect(new Set(codes)).toEqual(new Set(['unavailable']));
    expect(await refusal()).toMatchObject({ data: { code: 'unavailable', retry: 'backoff' } });
    await board.expectJson(200, 'GET /healthz');

    network.mend();
    await vi.waitFor(() => board.expectJson(200, 'GET /readyz'), { timeout: LIMIT_MS });
    await board.expectJson(200, 'GET /api/posts', { as: ann });
    expect(await board.tokenFor(ann.cookie)).toBeTypeOf('string');
    for (const answer of await answersTo(socket, comment)) expect(answer).toMatchObject({ ok: true });
    socket.disconnect();
  });

  it('that does not end lets a process end in time', async () => {
    const variables = {
      ...database.variables,
      DATABASE_URL: throughNetwork,
      PORT: '0',
      AUTH_RATE_LIMIT: '0',
    };
    const child = runProgram(join(serverFolder, 'src/main.ts'), variables);
    const url = await urlOf(child);
    const exit = once(child, 'exit');
    network.freeze();
    const asked = fetch(`${url}/api/posts`);
    const startedAt = performance.now();
    child.kill('SIGTERM');
    expect((await asked).status).toBe(503);
    expect(await exit).toEqual([0, null]);
    expect(performance.now() - startedAt).toBeLessThan(STOP_MS);
    network.mend();
  });

  const ways: readonly (readonly [string, (socket: Socket, comment: Json) => Promise<Json>])[] = [
    ['a socket', (socket, comment) => ask(socket, 'comment-post', comment)],
    [
      'HTTP',
      async (_socket, { opId, body }) => {
        const path = `/api/posts/${postId}/comments`;
        const response = await board.send('POST', path, { as: ann, body: { opId, body } });
        return { ok: response.ok, ...(await response.json()) };
      },
    ],
  ];

  it.each(ways)(
    'that meets a write over %s says so, and has pages read what may be there',
    async (_way, write) => {
      const socket = board.connect(ann);
      expect(await ask(socket, 'join-post', { postId })).toMatchObject({ ok: true });
      const comment = { postId, body: 'x', opId: randomUUID() };
      const holder = new Client({ connectionString: database.variables['DATABASE_URL'] });
      await holder.connect();
      await holder.query('begin');
      await holder.query('lock table comments in access exclusive mode');
      expect(await write(socket, comment)).toMatchObject({ ok: false, error: { code: 'unavailable' } });
      await holder.query('rollback');
      await holder.end();
      const toldToRead = heard(socket, 'resync');
      expect(await write(socket, comment)).toMatchObject({ ok: true });
      await toldToRead;
      socket.disconnect();
    },
  );
});
