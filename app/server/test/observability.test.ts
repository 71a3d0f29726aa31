import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { databases, pglite } from './support/databases.ts';
import { ask, heard } from './support/sockets.ts';
import type { Person } from './support/test-board.ts';
import { watchBoard } from './support/watched-board.ts';
import type { WatchedBoard } from './support/watched-board.ts';

const TOKEN = 'Zk3vYt0mXc9LrB5nHs8dWf2gJp6aEu7q';

describe.each(databases)('what a board says of itself on $name', { timeout: 60_000 }, (kind) => {
  let board: WatchedBoard;
  let ann: Person;

  beforeAll(async () => {
    board = await watchBoard(kind);
    ann = await board.signUp('Ann');
  });
  afterAll(() => board[Symbol.asyncDispose]());

  const metrics = async (): Promise<readonly string[]> =>
    (await (await board.send('GET', '/metrics')).text()).split('\n');
  const value = async (series: string): Promise<number> => {
    const line = (await metrics()).find((text) => text.startsWith(`${series} `));
    return Number(line?.split(' ').at(-1) ?? 0);
  };

  it('counts connections by who is on them, now', async () => {
    const sockets = [board.connect(ann), board.connect(), board.connect()];
    await Promise.all(sockets.map((socket) => heard(socket, 'session')));
    expect(await value('roomkey_connections{state="authenticated"}')).toBe(1);
    expect(await value('roomkey_connections{state="anonymous"}')).toBe(2);
    sockets.forEach((socket) => socket.disconnect());
    await expect.poll(() => value('roomkey_connections{state="anonymous"}')).toBe(0);
  });

  it('counts handshakes, decisions and their results', async () => {
    const postId = await board.post(ann);
    const socket = board.connect(ann);
    await heard(socket, 'session');
    const liked = 'roomkey_decisions_total{kind="request",name="like-post",rule="user",result="allowed"}';
    const denied = 'roomkey_decisions_total{kind="request",name="typing",rule="member",result="not_joined"}';
    const before = await Promise.all([value(liked), value(denied)]);
    await ask(socket, 'like-post', { postId });
    await ask(socket, 'typing', { postId, isTyping: true });
    expect(await Promise.all([value(liked), value(denied)])).toEqual(before.map((count) => count + 1));

    const refused = board.connect({ token: 'nonsense' });
    await once(refused as never, 'connect_error');
    expect(await value('roomkey_handshakes_total{outcome="refused",code="token_invalid"}')).toBe(1);
    socket.disconnect();
  });

  it('counts HTTP requests by the pattern of their route, however many paths are tried', async () => {
    const series = async () =>
      (await metrics()).filter((line) => line.startsWith('http_requests_total{')).length;
    const paths = (round: number) => [
      `/api/posts/${round}-no-post`,
      `/no/${round}`,
      `/api/nothing/${round}`,
      `/api/auth/${round}`,
      `/assets/${round}.js`,
    ];
    await Promise.all(paths(0).map((path) => board.send('GET', path)));
    await expect
      .poll(() => value('http_requests_total{method="GET",route="/api/posts/:postId",status="404"}'))
      .toBeGreaterThan(0);
    const before = await series();
    for (let round = 1; round < 20; round += 1)
      await Promise.all(paths(round).map((path) => board.send('GET', path)));
    expect(await series()).toBe(before);
    expect((await metrics()).join('\n')).not.toMatch(/no-post|\/no\/|@example\.com/);
    expect((await metrics()).join('\n')).not.toContain(ann.id);
  });

  it('shows the pool where there is one', async () => {
    const shown = (await metrics()).some((line) => line.startsWith('database_pool_connections '));
    expect(shown).toBe(kind.name === 'PostgreSQL');
  });

  it('is ready, for many probes at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => board.expectJson(200, 'GET /readyz')));
    const ready = { status: 'ready', database: 'ok', bus: kind.name === 'PostgreSQL' ? 'ok' : 'none' };
    expect(answers).toEqual(answers.map(() => ready));
  });

  it('gives every request an id of its own, which its log entries carry', async () => {
    const response = await board.send('GET', '/api/posts/none', {
      headers: { 'x-request-id': 'chosen-by-the-client' },
    });
    const requestId = response.headers.get('x-request-id');
    expect(requestId).toMatch(/^[\da-f-]{36}$/);
    await vi.waitFor(() => {
      const about = board.entries().filter((entry) => entry.requestId === requestId);
      expect(about).toContainEqual(expect.objectContaining({ msg: 'answered', status: 404 }));
    });
    expect(JSON.stringify(board.entries())).not.toContain('chosen-by-the-client');
  });
});

describe('the id that a trusted proxy gave a request', { timeout: 60_000 }, () => {
  let board: WatchedBoard;

  beforeAll(async () => {
    board = await watchBoard(pglite, { TRUST_PROXY: '1' });
  });
  afterAll(() => board[Symbol.asyncDispose]());

  it.each([
    ['is kept', '4bf92f3577b34da6a3ce929d0e0e4736', true],
    ['is not kept when it is not an id', 'a b"}', false],
    ['is not kept when it is long', 'a'.repeat(65), false],
  ])('%s', async (_what, given, kept) => {
    const { headers } = await board.send('GET', '/healthz', { headers: { 'x-request-id': given } });
    expect(headers.get('x-request-id') === given).toBe(kept);
  });
});

describe('who reads the metrics', { timeout: 60_000 }, () => {
  const status = async (board: WatchedBoard, headers: Readonly<Record<string, string>> = {}) =>
    (await board.send('GET', '/metrics', { headers })).status;

  it('is this machine, and nobody for whom a proxy speaks that is not told of', async () => {
    await using board = await watchBoard(pglite);
    expect(await status(board)).toBe(200);
    expect(await status(board, { 'x-forwarded-for': '127.0.0.1' })).toBe(404);
    expect(await status(board, { forwarded: 'for=127.0.0.1' })).toBe(404);
    expect(await status(board, { 'x-real-ip': '127.0.0.1' })).toBe(404);
  });

  it('is by address of private networks, as the trusted proxy says it', async () => {
    await using board = await watchBoard(pglite, { TRUST_PROXY: '1' });
    const from = (address: string) => status(board, { 'x-forwarded-for': address });
    const inside = ['10.1.2.3', '172.16.0.1', '192.168.1.1', '::1', 'fd00::1', '::ffff:10.0.0.1'];
    const outside = [
      '203.0.113.7',
      '172.32.0.1',
      '2001:db8::1',
      '::ffff:203.0.113.7',
      'nonsense',
      '10.0.0.1, 203.0.113.7',
    ];
    expect(await Promise.all(inside.map(from))).toEqual(inside.map(() => 200));
    expect(await Promise.all(outside.map(from))).toEqual(outside.map(() => 404));
  });

  it('is whoever has the token, where there is one, and nobody else', async () => {
    await using board = await watchBoard(pglite, { METRICS_TOKEN: TOKEN });
    expect(await status(board)).toBe(401);
    expect(await status(board, { authorization: `Bearer ${TOKEN.slice(1)}` })).toBe(401);
    expect(await status(board, { authorization: `Bearer ${TOKEN}` })).toBe(200);
  });
});

it('says that it is draining, and is not ready then', { timeout: 60_000 }, async () => {
  await using board = await watchBoard(pglite, { DRAIN_SECONDS: '1' });
  await board.expectJson(200, 'GET /readyz');
  const drained = board.drain();
  expect((await board.expectJson(503, 'GET /readyz')).error.code).toBe('draining');
  await board.expectJson(200, 'GET /healthz');
  await drained;
  expect(await (await board.send('GET', '/metrics')).text()).toContain('roomkey_drains_total 1');
});
