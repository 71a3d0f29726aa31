import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases, pglite } from '../support/databases.ts';
import { PASSWORD, claimsOf, cookieOf, startBoard } from '../support/test-board.ts';
import type { Person, TestBoard } from '../support/test-board.ts';

/** Name and attributes of a cookie, without its value. */
const shape = (line: string) => {
  const [pair = '', ...attributes] = line.split('; ');
  return {
    name: pair.split('=', 1)[0],
    attributes: attributes.filter((part) => !part.startsWith('Max-Age')),
  };
};

const OF_THIS_HOST = ['Path=/', 'HttpOnly', 'SameSite=Strict'];

describe.each([
  { origin: 'https://board.test', prefix: '__Host-board.', attributes: [...OF_THIS_HOST, 'Secure'] },
  { origin: 'http://board.test', prefix: 'board.', attributes: OF_THIS_HOST },
])('the cookies of a session on $origin', { timeout: 60_000 }, ({ origin, prefix, attributes }) => {
  let board: TestBoard;

  beforeAll(async () => {
    board = await startBoard(pglite, { PUBLIC_URL: origin });
  });
  afterAll(() => board[Symbol.asyncDispose]());

  const post = (path: string, body: object, cookie?: string) =>
    board.send('POST', `/api/auth/${path}`, {
      headers: { origin, ...(cookie === undefined ? {} : { cookie }) },
      body,
    });
  const get = (path: string, cookie: string) =>
    board.send('GET', `/api/auth/${path}`, { headers: { origin, cookie } });

  const account = () => ({ name: 'Ann', email: `${randomUUID()}@example.com`, password: PASSWORD });

  it('are for this host, for no script and for no other site, from the first to the last', async () => {
    const ann = account();
    const signedUp = await post('sign-up/email', ann);
    const signedIn = await post('sign-in/email', ann);
    const forThisVisit = await post('sign-in/email', { ...ann, rememberMe: false });
    const changed = await post(
      'change-password',
      { currentPassword: PASSWORD, newPassword: 'another long one', revokeOtherSessions: true },
      cookieOf(signedIn),
    );
    const signedOut = await post('sign-out', {}, cookieOf(changed));
    for (const response of [signedUp, signedIn, forThisVisit, changed, signedOut]) {
      expect(response.status).toBe(200);
      const lines = response.headers.getSetCookie().map(shape);
      expect(lines.map(({ name }) => name)).toContain(`${prefix}session_token`);
      for (const line of lines) {
        expect(line.name?.startsWith(prefix)).toBe(true);
        expect(line.attributes.toSorted()).toEqual(attributes.toSorted());
      }
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
    expect(signedOut.headers.getSetCookie()[0]).toContain('session_token=;');
  });

  it('open the session, and nothing after sign-out', async () => {
    const cookie = cookieOf(await post('sign-up/email', account()));
    const token = await get('token', cookie);
    expect(token.status).toBe(200);
    expect(token.headers.get('cache-control')).toBe('no-store');
    expect(await (await get('get-session', cookie)).json()).toHaveProperty('user.name', 'Ann');
    await post('sign-out', {}, cookie);
    expect((await get('token', cookie)).status).toBe(401);
    expect(await (await get('get-session', cookie)).json()).toBeNull();
  });

  it('are taken from the browser that signs its own device out', async () => {
    const cookie = cookieOf(await post('sign-up/email', account()));
    const { token } = await (await get('token', cookie)).json();
    const response = await board.send('DELETE', `/api/devices/${claimsOf(token).sid}`, {
      as: { token },
      headers: { origin, cookie },
    });
    expect(response.status).toBe(204);
    const [line = ''] = response.headers.getSetCookie();
    expect(line).toContain(`${prefix}session_token=; Max-Age=0`);
    expect(shape(line).attributes.toSorted()).toEqual(attributes.toSorted());
  });
});

describe.each(databases)(
  'somebody who prepares a session or account, on $name,',
  { timeout: 60_000 },
  (kind) => {
    let board: TestBoard;
    let mallory: Person;

    beforeAll(async () => {
      board = await startBoard(kind);
      mallory = await board.signUp('Mallory');
    });
    afterAll(() => board[Symbol.asyncDispose]());

    it('gets nothing of whoever signs in over a planted cookie', async () => {
      const victim = await board.signUp('Victim');
      for (const planted of [mallory.cookie, 'board.session_token=made-up.signature']) {
        const response = await board.send('POST', '/api/auth/sign-in/email', {
          headers: { cookie: planted },
          body: { email: victim.email, password: PASSWORD },
        });
        expect(response.status).toBe(200);
        const { sub, sid } = claimsOf(await board.tokenFor(cookieOf(response)));
        expect(sub).toBe(victim.id);
        expect([mallory.sessionId, victim.sessionId]).not.toContain(sid);
      }
      expect(claimsOf(await board.tokenFor(mallory.cookie)).sub).toBe(mallory.id);
      const headers = { cookie: 'board.session_token=made-up.signature' };
      expect((await board.send('GET', '/api/auth/token', { headers })).status).toBe(401);
    });

    it('chooses neither role nor id nor anything else that is the board’s to give', async () => {
      const wish = {
        id: mallory.id,
        emailVerified: true,
        banned: false,
        createdAt: '1970-01-01',
      };
      const email = `${randomUUID()}@example.com`;
      const body = { name: 'Climber', email, password: PASSWORD, ...wish };
      const signUp = (given: object) => board.send('POST', '/api/auth/sign-up/email', { body: given });
      expect((await signUp({ ...body, role: 'admin' })).status).toBe(400);
      const response = await signUp(body);
      expect(response.status).toBe(200);
      const { user } = await response.json();
      expect(user).toMatchObject({ email, emailVerified: false });
      expect(user.id).not.toBe(mallory.id);
      const claims = claimsOf(await board.tokenFor(cookieOf(response)));
      expect(claims).toMatchObject({ sub: user.id, role: 'user' });
    });

    it('is not promoted by an update of the profile', async () => {
      for (const wish of [{ role: 'admin' }, { banned: false }, { emailVerified: true }, { id: 'x' }]) {
        const headers = { cookie: mallory.cookie };
        await board.send('POST', '/api/auth/update-user', { headers, body: { name: 'Mallory', ...wish } });
      }
      const { user } = await board.expectJson(200, 'GET /api/auth/get-session', {
        headers: { cookie: mallory.cookie },
      });
      expect(user).toMatchObject({ id: mallory.id, role: 'user', emailVerified: false });
    });
  },
);
