import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pglite } from '../support/databases.ts';
import { PASSWORD, PUBLIC_URL, startBoard } from '../support/test-board.ts';
import type { Person, TestBoard } from '../support/test-board.ts';

const FOREIGN = [
  'https://evil.test',
  'null',
  'http://board.test.evil.test',
  'http://evilboard.test',
  'http://boardxtest',
  'https://board.test',
  'http://board.test:8080',
  'http://sub.board.test',
  'HTTP://BOARD.TEST',
  'http://board.test/',
];

describe('another site, with the visitor’s cookie,', { timeout: 60_000 }, () => {
  let board: TestBoard;
  let ann: Person;

  beforeAll(async () => {
    board = await startBoard(pglite);
    ann = await board.signUp('Ann');
  });
  afterAll(() => board[Symbol.asyncDispose]());

  const credentials = () => ({ email: ann.email, password: PASSWORD });
  const change = { currentPassword: PASSWORD, newPassword: 'another long one' };

  /** Everything that a cookie opens, or that hands one out. */
  const routes = (): readonly (readonly [method: string, path: string, body?: object])[] => [
    ['POST', 'sign-in/email', credentials()],
    ['POST', 'sign-up/email', { ...credentials(), name: 'New', email: 'new@example.com' }],
    ['POST', 'sign-out', {}],
    ['GET', 'token'],
    ['GET', 'get-session'],
    ['GET', 'list-sessions'],
    ['POST', 'revoke-sessions', {}],
    ['POST', 'revoke-other-sessions', {}],
    ['POST', 'change-password', change],
    ['POST', 'update-user', { name: 'Fooled' }],
    ['POST', 'delete-user', { password: PASSWORD }],
    ['POST', 'admin/set-role', { userId: ann.id, role: 'admin' }],
  ];

  const isUntouched = async () => {
    const { user } = await board.expectJson(200, 'GET /api/auth/get-session', {
      headers: { cookie: ann.cookie },
    });
    expect(user).toMatchObject({ name: 'Ann', role: 'user' });
    await board.expectJson(200, 'GET /api/posts', { as: ann });
  };

  const outcomeOf = async (response: Response) => ({
    isRefused: [403, 415].includes(response.status),
    cookies: response.headers.getSetCookie(),
    granted: response.headers.get('access-control-allow-origin'),
    tellsToken: (await response.text()).includes('token'),
  });
  const REFUSED = { isRefused: true, cookies: [], granted: null, tellsToken: false };

  it.each(FOREIGN)('does nothing as %s', async (origin) => {
    for (const [method, path, body] of routes()) {
      const headers = { origin, cookie: ann.cookie };
      expect(await outcomeOf(await board.send(method, `/api/auth/${path}`, { body, headers }))).toEqual(
        REFUSED,
      );
    }
    await isUntouched();
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    'does nothing by a form of type %s, whatever origin it names',
    async (type) => {
      for (const origin of [PUBLIC_URL, 'null', 'https://evil.test'])
        for (const [method, path, body] of routes().filter(([name]) => name === 'POST')) {
          const headers = { origin, cookie: ann.cookie, 'content-type': type };
          const text = JSON.stringify(body);
          expect(
            await outcomeOf(await board.send(method, `/api/auth/${path}`, { body: text, headers })),
          ).toEqual(REFUSED);
        }
      await isUntouched();
    },
  );

  it.each(['cross-site', 'same-site'])(
    'does nothing by a link or image (%s), which names no origin',
    async (site) => {
      for (const path of ['token', 'get-session', 'list-sessions', 'delete-user/callback?token=x']) {
        const headers = { cookie: ann.cookie, 'sec-fetch-site': site };
        // `fetch` of Node sets no origin by itself.
        expect(await outcomeOf(await fetch(new URL(`/api/auth/${path}`, board.url), { headers }))).toEqual(
          REFUSED,
        );
      }
    },
  );

  it('does nothing by a request with a cookie that names no origin', async () => {
    const headers = { cookie: ann.cookie, 'content-type': 'application/json' };
    const url = new URL('/api/auth/sign-out', board.url);
    expect(await outcomeOf(await fetch(url, { method: 'POST', headers, body: '{}' }))).toEqual(REFUSED);
    await isUntouched();
  });

  it.each(FOREIGN)('is granted nothing by a preflight as %s', async (origin) => {
    for (const path of ['/api/auth/token', '/api/auth/sign-in/email', '/api/posts', '/api/devices', '/']) {
      const headers = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      };
      const response = await board.send('OPTIONS', path, { headers });
      const granted = [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
      expect(granted).toEqual([]);
    }
  });

  it('can read nothing that a bearer opens, though it needs no origin', async () => {
    const origin = 'https://evil.test';
    const body = { title: 'From elsewhere', body: 'With a token one may.' };
    const response = await board.send('POST', '/api/posts', { as: ann, body, headers: { origin } });
    expect(response.status).toBe(201);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it('is nobody on paths that want a bearer', async () => {
    const headers = { cookie: ann.cookie };
    const body = { title: 'x', body: 'x' };
    expect((await board.send('POST', '/api/posts', { headers, body })).status).toBe(401);
    expect((await board.send('DELETE', '/api/devices', { headers })).status).toBe(401);
  });
});
