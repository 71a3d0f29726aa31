import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases, pglite } from './support/databases.ts';
import { PUBLIC_URL, claimsOf, cookieOf, startBoard } from './support/test-board.ts';
import type { Person, TestBoard } from './support/test-board.ts';

describe.each(databases)('accounts on $name', (kind) => {
  let board: TestBoard;
  let ann: Person;

  beforeAll(async () => {
    board = await startBoard(kind, { ACCESS_TOKEN_TTL: '120', ADMIN_EMAILS: 'Root@example.com' });
    ann = await board.signUp('Ann');
  });
  afterAll(() => board[Symbol.asyncDispose]());

  const signUp = (fields: object) =>
    board.send('POST', '/api/auth/sign-up/email', {
      body: { name: 'X', password: 'long enough', ...fields },
    });

  const signIn = (email: string, password = 'long enough') =>
    board.send('POST', '/api/auth/sign-in/email', { body: { email, password } });

  const askAsAnn = () => board.send('GET', '/api/posts', { as: ann });

  it('keeps the session in a cookie that scripts and other sites cannot use', async () => {
    const response = await signUp({ email: 'cookie@example.com' });
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^board\.session_token=/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
    expect(cookie).not.toMatch(/; (Secure|Domain)/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('strict-transport-security')).toBeNull();
  });

  it('mints tokens with exactly the claims that are needed', async () => {
    const response = await board.send('GET', '/api/auth/token', { headers: { cookie: ann.cookie } });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const claims = claimsOf((await response.json()).token);
    expect(claims).toEqual({
      sub: ann.id,
      sid: ann.sessionId,
      name: 'Ann',
      role: 'user',
      iss: PUBLIC_URL,
      aud: PUBLIC_URL,
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
    expect(claims.exp - claims.iat).toBe(120);
  });

  it('publishes the public half of its keys, and no token in a header', async () => {
    const { keys } = await board.expectJson(200, 'GET /api/auth/jwks');
    expect(keys).toEqual([
      { alg: 'EdDSA', crv: 'Ed25519', kty: 'OKP', x: expect.any(String), kid: expect.any(String) },
    ]);
    const session = await board.send('GET', '/api/auth/get-session', { headers: { cookie: ann.cookie } });
    expect(session.headers.get('set-auth-jwt')).toBeNull();
  });

  it('gives no token without a session', async () => {
    expect((await board.send('GET', '/api/auth/token')).status).toBe(401);
  });

  it.each([
    ['a short password', { password: '1234567' }],
    ['a long password', { password: 'x'.repeat(129) }],
    ['no e-mail', { email: 'nobody' }],
    ['an empty name', { name: '  ' }],
    ['a long name', { name: 'x'.repeat(81) }],
    ['a name with control characters', { name: 'a\u0007b' }],
    ['an image that is code', { image: 'javascript:alert(1)' }],
  ])('refuses to sign up with %s', async (_what, fields) => {
    const email = `${randomUUID()}@example.com`;
    expect((await signUp({ email, ...fields })).status).toBe(400);
    expect((await signIn(email)).status).toBe(401);
  });

  it('refuses a second account for an e-mail, whatever its case', async () => {
    expect((await signUp({ email: ann.email.toUpperCase() })).status).toBe(422);
  });

  it('lets nobody choose a role, but makes the named admins admins', async () => {
    const climber = await (await signUp({ email: 'climber@example.com', role: 'admin' })).json();
    expect(climber.user?.role ?? 'user').toBe('user');
    const root = cookieOf(await signUp({ email: 'root@example.com' }));
    expect(claimsOf(await board.tokenFor(root)).role).toBe('admin');
  });

  it('lets an admin delete the post of another', async () => {
    const root = { token: await board.tokenFor(cookieOf(await signIn('root@example.com'))) };
    const postId = await board.post(ann);
    expect((await board.send('DELETE', `/api/posts/${postId}`, { as: root })).status).toBe(204);
  });

  it('accepts a cookie from no other origin', async () => {
    const headers = { cookie: ann.cookie, origin: 'http://evil.test' };
    expect((await board.send('POST', '/api/auth/sign-out', { headers, body: {} })).status).toBe(403);
    expect((await askAsAnn()).status).toBe(200);
  });

  it('ends one session at sign-out: its token is refused although it has not expired', async () => {
    const other = cookieOf(await signIn(ann.email));
    const token = await board.tokenFor(other);
    expect(
      (await board.send('POST', '/api/auth/sign-out', { headers: { cookie: other }, body: {} })).status,
    ).toBe(200);
    const { error } = await board.expectJson(401, 'GET /api/posts', { as: { token } });
    expect(error.code).toBe('session_revoked');
    expect((await askAsAnn()).status).toBe(200);
  });

  it('shuts a banned user out at once, and again after the ban nobody is lost', async () => {
    const root = cookieOf(await signIn('root@example.com'));
    const victim = await board.signUp('Victim');
    const ban = { headers: { cookie: root }, body: { userId: victim.id } };
    expect((await board.send('POST', '/api/auth/admin/ban-user', ban)).status).toBe(200);
    expect((await board.expectJson(401, 'GET /api/posts', { as: victim })).error.code).toBe(
      'session_revoked',
    );
    expect((await signIn(victim.email)).status).toBe(403);
    expect((await board.send('POST', '/api/auth/admin/unban-user', ban)).status).toBe(200);
    expect((await signIn(victim.email)).status).toBe(200);
  });

  it('takes the likes and comments of a removed user out of the counts', async () => {
    const root = cookieOf(await signIn('root@example.com'));
    const leaver = await board.signUp('Leaver');
    const postId = await board.post(ann);
    await board.request(leaver, 'like-post', { postId });
    const comment = { body: 'Bye', opId: randomUUID() };
    await board.expectJson(201, `POST /api/posts/${postId}/comments`, { as: leaver, body: comment });
    const before = await board.expectJson(200, `GET /api/posts/${postId}`);
    expect(before.post).toMatchObject({ likeCount: 1, commentCount: 1 });
    const body = { userId: leaver.id };
    expect(
      (await board.send('POST', '/api/auth/admin/remove-user', { headers: { cookie: root }, body })).status,
    ).toBe(200);
    const { error } = await board.expectJson(401, 'GET /api/posts', { as: leaver });
    expect(error.code).toBe('session_revoked');
    const after = await board.expectJson(200, `GET /api/posts/${postId}`);
    expect(after.post).toMatchObject({ likeCount: 0, commentCount: 0, version: 2 });
  });

  it('answers an unreadable body as our own paths do', async () => {
    const response = await board.send('POST', '/api/auth/sign-in/email', { body: '{' });
    expect(response.status).toBe(400);
    expect(await response.json()).toHaveProperty('error.code', 'invalid_payload');
  });
});

describe('accounts under other settings', { timeout: 30_000 }, () => {
  it('makes cookies Secure and asks browsers to stay on https', async () => {
    await using board = await startBoard(pglite, { PUBLIC_URL: 'https://board.test' });
    const response = await board.send('POST', '/api/auth/sign-up/email', {
      headers: { origin: 'https://board.test' },
      body: { name: 'Ann', email: 'ann@example.com', password: 'long enough' },
    });
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^__Host-board\.session_token=.*; HttpOnly; Secure; SameSite=Strict/,
    );
    expect(response.headers.get('strict-transport-security')).toContain('max-age=');
  });

  it('limits how often an address may try, whatever it claims to be', async () => {
    await using board = await startBoard(pglite, { AUTH_RATE_LIMIT: '3' });
    const attempt = (index: number) =>
      board.send('POST', '/api/auth/sign-in/email', {
        headers: { 'x-forwarded-for': `10.0.0.${index}`, 'x-board-client-address': `10.0.1.${index}` },
        body: { email: 'nobody@example.com', password: 'wrong guess' },
      });
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await attempt(index)).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
  });
});
