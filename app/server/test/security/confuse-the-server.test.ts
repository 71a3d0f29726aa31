import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases } from '../support/databases.ts';
import { requestLine, sendRaw } from '../support/raw-http.ts';
import { startBoard } from '../support/test-board.ts';
import type { Person, TestBoard } from '../support/test-board.ts';

const INSIDE = /\bat .+:\d+:\d+|node_modules|\/src\/|Error:|select |insert /;

describe.each(databases)('nonsense over HTTP, on $name,', { timeout: 60_000 }, (kind) => {
  let board: TestBoard;
  let ann: Person;
  let root: Person;

  beforeAll(async () => {
    board = await startBoard(kind, { ADMIN_EMAILS: 'root-1@example.com' });
    root = await board.signUp('Root');
    ann = await board.signUp('Ann');
  });
  afterAll(() => board[Symbol.asyncDispose]());

  const told = async (response: Response) => {
    const body = await response.text();
    const { error, code, message } = response.headers.get('content-type')?.includes('json')
      ? JSON.parse(body)
      : {};
    // Accounts answer in their own shape where it was they who refused.
    return { body, status: response.status, code: error?.code ?? code ?? message };
  };
  /** A client's mistake, told by a code and nothing of the inside. */
  const coded = () => ({
    status: expect.toSatisfy((status: number) => status >= 400 && status < 500),
    code: expect.any(String),
    body: expect.not.stringMatching(INSIDE),
  });

  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  const BODIES: readonly (readonly [string, string])[] = [
    ['half of a body', '{"email":'],
    ['no object', '"text"'],
    ['null', 'null'],
    ['a prototype', '{"__proto__":{"role":"admin"},"title":"x","body":"x"}'],
    ['a prototype within', '{"data":{"__proto__":{"role":"admin"}}}'],
    ['a constructor', '{"constructor":{"prototype":{"role":"admin"}}}'],
    ['U+0000', '{"title":"a\\u0000b","email":"a\\u0000@example.com","token":"\\u0000","userId":"\\u0000"}'],
    ['U+0000 in a key', '{"a\\u0000":1}'],
    ['half of a character', '{"title":"\\ud800","body":1,"email":"\\ud800@example.com"}'],
    ['thirty thousand lists in each other', deep],
    ['64 KiB and more', `{"title":"${'x'.repeat(65_536)}"}`],
  ];
  const WRITES = [
    'POST /api/posts',
    'POST /api/auth/sign-in/email',
    'POST /api/auth/sign-up/email',
    'POST /api/auth/revoke-session',
    'POST /api/auth/admin/ban-user',
  ];

  it.each(BODIES)('is refused by a code: %s', async (_what, body) => {
    for (const write of WRITES) {
      const [method = '', path = ''] = write.split(' ');
      const headers = { cookie: root.cookie };
      expect(await told(await board.send(method, path, { as: root, body, headers }))).toEqual(coded());
    }
    expect(Object.hasOwn(Object.prototype, 'role')).toBe(false);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json', 'json', ''])(
    'is refused by a code: a body that says it is "%s"',
    async (type) => {
      for (const path of ['/api/posts', '/api/auth/sign-in/email']) {
        const headers = { 'content-type': type };
        const response = await board.send('POST', path, {
          as: ann,
          body: '{"title":"x","body":"x"}',
          headers,
        });
        expect(response.status).toBe(415);
        expect(await told(response)).toEqual(coded());
      }
    },
  );

  it('is refused by a code: a charset or encoding that is none', async () => {
    const body = '{}';
    const charset = { 'content-type': 'application/json; charset=utf-99' };
    expect(await told(await board.send('POST', '/api/posts', { as: ann, body, headers: charset }))).toEqual(
      coded(),
    );
    expect(
      await told(
        await board.send('POST', '/api/posts', { as: ann, body, headers: { 'content-encoding': 'lzma' } }),
      ),
    ).toEqual(coded());
    expect(
      await told(
        await board.send('POST', '/api/posts', { as: ann, body, headers: { 'content-encoding': 'gzip' } }),
      ),
    ).toEqual(coded());
  });

  it.each([
    ['PUT', '/api/posts'],
    ['PATCH', '/api/devices'],
    ['DELETE', '/api/auth/token'],
    ['GET', '/api/auth/sign-in/email'],
    ['PUT', '/api/auth/sign-out'],
    ['PROPFIND', '/api/posts'],
    ['GET', '/api/auth/nothing'],
    ['GET', '/api/auth'],
    ['POST', '/'],
  ])('is refused by a code: %s %s', async (method, path) => {
    const response = await board.send(method, path, { as: ann, ...(method === 'GET' ? {} : { body: {} }) });
    expect([404, 405]).toContain(response.status);
    expect(await told(response)).toEqual(coded());
  });

  it.each([
    '/api/posts?limit=1&limit=2',
    '/api/posts?limit[]=1',
    '/api/posts?limit[__proto__]=1',
    '/api/posts?cursor=%00',
    '/api/posts?cursor=%ff',
    '/api/posts?limit=__proto__',
    '/api/posts/%00',
    '/api/posts/%ff',
    '/api/posts/__proto__',
    '/api/posts/constructor/comments',
    '/api/devices/%00',
    '/api/auth/admin/list-users?searchValue=%00',
    '/api/auth/admin/list-users?limit=1&limit=2',
    '/api/auth/%ff',
    '/api/auth/%00',
    '/assets/%00',
    '/assets/%ff.js',
    '/assets/..%2f..%2fpackage.json',
    '/assets/..%5c..%5cpackage.json',
    '/%ff',
  ])('is never our fault: GET %s', async (path) => {
    const response = await board.send('GET', path, { as: root, headers: { cookie: root.cookie } });
    const { status, body } = await told(response);
    expect({ status, body }).toEqual({
      status: expect.toSatisfy((number: number) => number < 500),
      body: expect.not.stringMatching(INSIDE),
    });
    expect(body).not.toContain('"scripts"');
  });

  it.each([
    'GET /../../../../etc/passwd',
    'GET /assets/../../../package.json',
    'GET //api//posts',
    'GET http://evil.test/api/posts',
    'GET http://[/api/auth/token',
    'GET http://evil.test:99999/api/auth/token',
    'GET /api/auth/token#x',
    'GET ?',
    'OPTIONS *',
  ])('is never our fault: %s', async (line) => {
    const answer = await sendRaw(board.url, requestLine(line));
    expect(answer).toMatch(/^HTTP\/1\.1 [234]\d\d /);
    expect(answer).not.toMatch(INSIDE);
    expect(answer).not.toMatch(/root:|"scripts"|evil\.test/);
  });

  it.each([
    {
      what: 'headers of 17 KB',
      bytes: requestLine('GET /', `X-Long: ${'x'.repeat(17_408)}`),
      answer: [431, 'payload_too_large'],
    },
    { what: 'what is not HTTP', bytes: 'HELO board.test\r\n\r\n', answer: [400, 'invalid_payload'] },
    {
      what: 'a header that is none',
      bytes: 'GET / HTTP/1.1\r\nno colon\r\n\r\n',
      answer: [400, 'invalid_payload'],
    },
    {
      what: 'two lengths',
      bytes: requestLine('POST /api/posts', 'Content-Length: 1', 'Content-Length: 2'),
      answer: [400, 'invalid_payload'],
    },
    {
      what: 'a length and chunks',
      bytes: requestLine('POST /api/posts', 'Content-Length: 1', 'Transfer-Encoding: chunked'),
      answer: [400, 'invalid_payload'],
    },
  ])('is answered before it is a request: $what', async ({ bytes, answer }) => {
    const [head = '', body = ''] = (await sendRaw(board.url, bytes)).split('\r\n\r\n');
    expect([Number(head.split(' ')[1]), JSON.parse(body).error.code]).toEqual(answer);
  });
});
