import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pglite } from '../support/databases.ts';
import { startBoard } from '../support/test-board.ts';
import type { TestBoard } from '../support/test-board.ts';

const HTTPS = 'https://board.test';
const origin = HTTPS;

describe('every answer', { timeout: 60_000 }, () => {
  let board: TestBoard;
  let page: string;

  beforeAll(async () => {
    board = await startBoard(pglite, { PUBLIC_URL: HTTPS });
    page = await (await board.send('GET', '/', { headers: { origin } })).text();
  });
  afterAll(() => board[Symbol.asyncDispose]());

  it.each([
    ['the page', 'GET', '/'],
    ['a page within', 'GET', '/posts/1'],
    ['a file', 'GET', '/favicon.svg'],
    ['a file that is missing', 'GET', '/assets/none.js'],
    ['the API', 'GET', '/api/posts'],
    ['accounts', 'GET', '/api/auth/get-session'],
    ['a refusal of accounts', 'GET', '/api/auth/token'],
    ['a refusal of an origin', 'POST', '/api/auth/sign-out'],
    ['an error', 'GET', '/api/nothing'],
    ['a method that is not allowed', 'PUT', '/api/posts'],
    ['health', 'GET', '/healthz'],
    ['metrics', 'GET', '/metrics'],
  ])('lets browsers run no code but ours, and frame nothing: %s', async (what, method, path) => {
    const foreign = what === 'a refusal of an origin' ? 'https://evil.test' : origin;
    const { headers } = await board.send(method, path, { headers: { origin: foreign } });
    const directives = (headers.get('content-security-policy') ?? '').split(';');
    expect(directives).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        'upgrade-insecure-requests',
      ]),
    );
    const scripts = directives.filter((directive) => !directive.startsWith('style-src-attr'));
    expect(scripts.join(';')).not.toMatch(/unsafe-|\*|http:|data: *script/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
    });
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('has no script in the page itself', () => {
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|javascript:/i);
  });

  it('is kept by no cache when it is of the API, whoever refused it', async () => {
    for (const path of ['/api/posts', '/api/nothing', '/api/auth/token', '/api/auth/get-session']) {
      const { headers } = await board.send('GET', path, { headers: { origin } });
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});
