import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { expect, it } from 'vitest';
import { unheardAccountEvents } from '../../src/auth/account-events.ts';
import { createAuth } from '../../src/auth/auth.ts';
import type { PasswordHashing } from '../../src/auth/auth.ts';
import { openDatabase } from '../../src/db/open.ts';
import { readEnv } from '../../src/env.ts';
import { databases } from '../support/databases.ts';
import { testLogger } from '../support/logs.ts';
import { PASSWORD, PUBLIC_URL } from '../support/test-board.ts';

/** The same hashing, which says how often it was asked. */
function counted(): PasswordHashing & { readonly count: () => number } {
  let asked = 0;
  return {
    hash: (password) => ((asked += 1), hashPassword(password)),
    verify: (input) => ((asked += 1), verifyPassword(input)),
    count: () => asked,
  };
}

it.each(databases)(
  'one hash, whether there is such an account or not, on $name',
  { timeout: 30_000 },
  async (kind) => {
    const database = await kind.create();
    const env = readEnv({ ...database.variables, PUBLIC_URL, AUTH_RATE_LIMIT: '0' });
    const logger = testLogger();
    const { db, close } = await openDatabase(env, logger);
    const passwords = counted();
    const secret = 'Zk3vYt0mXc9LrB5nHs8dWf2gJp6aEu7q';
    const auth = createAuth({ env, db, logger, secret, passwords, events: unheardAccountEvents });
    const post = (path: string, body: object) =>
      auth.handle(
        new Request(`${PUBLIC_URL}/api/auth/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: PUBLIC_URL },
          body: JSON.stringify(body),
        }),
      );
    const hashesFor = async (email: string): Promise<number> => {
      const before = passwords.count();
      expect((await post('sign-in/email', { email, password: 'wrong guess' })).status).toBe(401);
      return passwords.count() - before;
    };

    const ann = { name: 'Ann', email: 'ann@example.com', password: PASSWORD };
    expect((await post('sign-up/email', ann)).status).toBe(200);
    expect([await hashesFor(ann.email), await hashesFor('nobody@example.com')]).toEqual([1, 1]);
    await close();
    await database.remove();
  },
);
