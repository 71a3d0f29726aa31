import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pglite } from './support/databases.ts';
import { PUBLIC_URL, startBoard } from './support/test-board.ts';
import type { TestBoard } from './support/test-board.ts';

describe('a path of Better Auth', () => {
  let board: TestBoard;

  beforeAll(async () => {
    board = await startBoard(pglite);
  });
  afterAll(() => board[Symbol.asyncDispose]());

  // `fetch` cannot send all of them.
  it.each(['TRACE', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])('has no method %s', async (method) => {
    const sent = request(`${board.url}/api/auth/get-session`, {
      method,
      headers: { origin: PUBLIC_URL },
    }).end();
    const [answer]: IncomingMessage[] = await once(sent as never, 'response');
    answer?.resume();
    expect([answer?.statusCode, answer?.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
  });
});
