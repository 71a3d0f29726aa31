import { Client } from 'pg';
import { expect, it } from 'vitest';
import { remoteDatabases } from './support/databases.ts';
import { startBoard } from './support/test-board.ts';

/** As many as are served and wait. */
const PLACES = 48;
const TOO_MANY = 12;
/** Before the database itself gives up. */
const AT_ONCE_MS = 3_000;

it.each(remoteDatabases)(
  'on $name, requests for tokens beyond those that can wait are told at once to come back',
  { timeout: 60_000 },
  async (kind) => {
    await using board = await startBoard(kind);
    const ann = await board.signUp('Ann');
    const ask = (): Promise<Response> =>
      board.send('GET', '/api/auth/token', { headers: { cookie: ann.cookie } });
    const slow = new Client({ connectionString: board.variables['DATABASE_URL'] });
    await slow.connect();
    await slow.query('begin');
    await slow.query('lock table session in access exclusive mode');

    const refused: Response[] = [];
    const asked = Array.from({ length: PLACES + TOO_MANY }, async () => {
      const response = await ask();
      if (response.status !== 200) refused.push(response);
    });
    await expect.poll(() => refused.length, { timeout: AT_ONCE_MS }).toBe(TOO_MANY);
    await slow.query('rollback');
    await slow.end();
    for (const response of refused) {
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ error: { code: 'unavailable' } });
    }
    await Promise.all(asked);
    expect((await ask()).status).toBe(200);
  },
);
