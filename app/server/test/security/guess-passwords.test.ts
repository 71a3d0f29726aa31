import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loginAttempts } from '../../src/db/schema/index.ts';
import { databases, pglite, remoteDatabases } from '../support/databases.ts';
import { inDatabase } from '../support/database-of.ts';
import { PASSWORD, boardOn, startBoard } from '../support/test-board.ts';
import type { Person, TestBoard, TestClient } from '../support/test-board.ts';

interface Guess {
  readonly email: string;
  readonly password?: string;
  readonly from?: string;
}

const guess = (board: TestClient, { email, password = 'wrong guess', from = '192.0.2.1' }: Guess) =>
  board.send('POST', '/api/auth/sign-in/email', {
    headers: { 'x-forwarded-for': from },
    body: { email, password },
  });

const statusOf = async (response: Promise<Response>): Promise<number> => (await response).status;

/** As many failures as are free, each from an address of its own. */
const useUp = async (board: TestClient, email: string): Promise<number[]> => {
  const statuses = [];
  for (let address = 1; address <= 5; address += 1)
    statuses.push(await statusOf(guess(board, { email, from: `203.0.113.${address}` })));
  return statuses;
};

const behindProxy = { TRUST_PROXY: '1' };
const FREE = [401, 401, 401, 401, 401];

describe.each(databases)('guessing at one account on $name', { timeout: 60_000 }, (kind) => {
  it('has to wait after five failures, from wherever, and through restarts; the waits grow and end', async () => {
    const database = await kind.create();
    const waited = () =>
      inDatabase(database, (db) =>
        db.update(loginAttempts).set({ freeAt: sql`now() - interval '1 second'` }),
      );

    const first = await boardOn(database, behindProxy);
    const { email } = await first.signUp('Ann');
    expect(await useUp(first, email)).toEqual(FREE);
    const refusal = await guess(first, { email: email.toUpperCase(), from: '203.0.113.99' });
    expect(refusal.status).toBe(429);
    expect(refusal.headers.get('retry-after')).toBe('30');
    expect(await refusal.json()).toEqual({ error: { code: 'rate_limited', message: 'Too many requests' } });
    await first.close();

    const second = await boardOn(database, behindProxy);
    expect(await statusOf(guess(second, { email, password: PASSWORD }))).toBe(429);
    await second.close();
    await waited();

    const third = await boardOn(database, behindProxy);
    expect(await statusOf(guess(third, { email }))).toBe(401);
    expect((await guess(third, { email })).headers.get('retry-after')).toBe('60');
    await third.close();
    await waited();

    await using fourth = await boardOn(database, behindProxy);
    expect(await statusOf(guess(fourth, { email, password: PASSWORD }))).toBe(200);
    expect(await useUp(fourth, email)).toEqual(FREE);
  });

  it('never waits longer than a quarter of an hour, and starts anew after as long', async () => {
    const database = await kind.create();
    const move = (freeAt: string, attempts: number) =>
      inDatabase(database, (db) =>
        db.update(loginAttempts).set({ attempts, freeAt: sql`now() - ${freeAt}::interval` }),
      );
    const email = 'ann@example.com';
    const first = await boardOn(database, behindProxy);
    await guess(first, { email });
    await first.close();
    await move('1 second', 1_000_000);

    const second = await boardOn(database, behindProxy);
    expect(await statusOf(guess(second, { email }))).toBe(401);
    expect((await guess(second, { email })).headers.get('retry-after')).toBe('900');
    await second.close();
    await move('16 minutes', 1_000_000);

    await using third = await boardOn(database, behindProxy);
    expect(await useUp(third, email)).toEqual(FREE);
  });
});

describe.each(databases)('guessing on $name', { timeout: 60_000 }, (kind) => {
  let board: TestBoard;
  let root: Person;

  beforeAll(async () => {
    board = await startBoard(kind, { ...behindProxy, ADMIN_EMAILS: 'root-1@example.com' });
    root = await board.signUp('Root');
  });
  afterAll(() => board[Symbol.asyncDispose]());

  it('does not keep the owner out where the owner has been before', async () => {
    const { email } = await board.signUp('Ann');
    const home = '198.51.100.7';
    expect(await statusOf(guess(board, { email, password: PASSWORD, from: home }))).toBe(200);
    expect(await useUp(board, email)).toEqual(FREE);
    expect(await statusOf(guess(board, { email, password: PASSWORD, from: '203.0.113.9' }))).toBe(429);
    expect(await statusOf(guess(board, { email, password: PASSWORD, from: home }))).toBe(200);
  });

  it('gets through no more at once than one after the other', async () => {
    const { email } = await board.signUp('Ann');
    const statuses = await Promise.all(Array.from({ length: 20 }, () => statusOf(guess(board, { email }))));
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });

  it('learns nothing about which accounts there are, nor that one is banned', async () => {
    const [ann, banned] = [await board.signUp('Ann'), await board.signUp('Banned')];
    await board.expectJson(200, 'POST /api/auth/admin/ban-user', {
      headers: { cookie: root.cookie },
      body: { userId: banned.id },
    });
    const answers = [];
    for (const email of [ann.email, banned.email, 'nobody@example.com']) {
      const response = await guess(board, { email });
      const headers = Object.fromEntries(response.headers);
      for (const name of ['date', 'x-request-id']) delete headers[name];
      answers.push({ status: response.status, body: await response.text(), headers });
    }
    expect(answers[0]?.status).toBe(401);
    expect(answers).toEqual([answers[0], answers[0], answers[0]]);
    expect(await useUp(board, 'nobody-else@example.com')).toEqual(FREE);
    expect(await statusOf(guess(board, { email: 'nobody-else@example.com' }))).toBe(429);
  });

  it.each([
    ['an object for an e-mail', { email: { $gt: '' }, password: PASSWORD }, 400],
    ['a list for an e-mail', { email: ['ann@example.com'], password: PASSWORD }, 400],
    ['a list for a password', { email: 'ann@example.com', password: [PASSWORD] }, 400],
    ['nothing', {}, 400],
    ['U+0000', { email: 'ann@example.com', password: `${PASSWORD}\u0000` }, 400],
    ['a megabyte', { email: 'ann@example.com', password: 'x'.repeat(1_000_000) }, 413],
  ])('is answered as a client’s mistake when it sends %s', async (_what, body, status) => {
    expect(await statusOf(board.send('POST', '/api/auth/sign-in/email', { body }))).toBe(status);
  });

  it('takes no other password for one that begins as it does', async () => {
    const long = `${'ä'.repeat(64)}${'x'.repeat(63)}`;
    const body = { name: 'Long', email: 'long@example.com', password: `${long}1` };
    await board.expectJson(200, 'POST /api/auth/sign-up/email', { body });
    for (const password of [`${long}2`, long, 'ä'.repeat(64)])
      expect(await statusOf(guess(board, { email: body.email, password }))).toBe(401);
    expect(await statusOf(guess(board, body))).toBe(200);
  });

  it('costs five hundred and three, not the board, when it comes all at once', async () => {
    const reader = board.connect();
    const logins = Array.from({ length: 200 }, (_, index) =>
      guess(board, { email: `nobody-${index}@example.com` }),
    );
    const ack = await reader.timeout(5_000).emitWithAck('view-post', {});
    expect(ack).toMatchObject({ ok: false, error: { code: 'invalid_payload' } });
    const answers = await Promise.all(logins);
    const refused = answers.filter(({ status }) => status !== 401);
    // Two at once and some in line: of the others all, or those whom nobody made room for meanwhile.
    expect(refused.length).toBeGreaterThan(0);
    for (const response of refused) {
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('2');
      expect(await response.json()).toHaveProperty('error.code', 'unavailable');
    }
  });
});

describe('the table of attempts', { timeout: 60_000 }, () => {
  it('tells neither e-mail nor address', async () => {
    const database = await pglite.create();
    const board = await boardOn(database, behindProxy);
    const { email } = await board.signUp('Ann');
    await guess(board, { email, password: PASSWORD });
    await guess(board, { email: 'secret@example.com', from: '203.0.113.4' });
    await board.close();
    await inDatabase(database, async (db) => {
      const rows = await db.select().from(loginAttempts);
      expect(rows).toHaveLength(2);
      for (const { key } of rows) expect(key).toMatch(/^[\w-]{43}$/);
    });
    await database.remove();
  });

  it.each(remoteDatabases)('is the same for all servers on $name', async (kind) => {
    const database = await kind.create();
    await using one = await boardOn(database, behindProxy);
    const other = await boardOn(database, behindProxy);
    const { email } = await one.signUp('Ann');
    expect(await useUp(one, email)).toEqual(FREE);
    expect(await statusOf(guess(other, { email }))).toBe(429);
    await other.close();
  });
});

describe('guessing at many accounts', { timeout: 60_000 }, () => {
  it.each([
    ['one IPv4 address, however it is spelled', ['192.0.2.1', '::ffff:192.0.2.1', '::FFFF:C000:201']],
    ['one IPv6 network', ['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:db8:1:2:ffff::3']],
  ])('from %s is limited', async (_what, [one = '', two = '', three = '']) => {
    await using board = await startBoard(pglite, { ...behindProxy, AUTH_RATE_LIMIT: '3' });
    const spray = (from: string, index: number) => guess(board, { email: `${index}@example.com`, from });
    const statuses = [];
    for (const [index, from] of [one, two, three, one].entries())
      statuses.push(await statusOf(spray(from, index)));
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect(await statusOf(spray('2001:db8:9:9::1', 9))).toBe(401);
    const refusal = await spray(two, 10);
    expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refusal.json()).toHaveProperty('error.code', 'rate_limited');
    // Another spelling of the path is none.
    const body = { email: 'a@example.com', password: 'wrong guess' };
    const headers = { 'x-forwarded-for': one };
    for (const path of ['/api/auth/sign-in/email/', '/api/auth//sign-in/email', '/api/auth/sign-in/EMAIL'])
      expect(await statusOf(board.send('POST', path, { body, headers }))).toBe(404);
  });
});
