import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { unheardAccountEvents } from '../src/auth/account-events.ts';
import { createAuth } from '../src/auth/auth.ts';
import { openDatabase } from '../src/db/open.ts';
import { session } from '../src/db/schema/index.ts';
import { readEnv } from '../src/env.ts';
import { databases } from './support/databases.ts';
import { testLogger } from './support/logs.ts';
import { PUBLIC_URL, cookieOf } from './support/test-board.ts';

const HOUR_MS = 3_600_000;
const MANY = 250;

it.each(databases)(
  'every one of many sessions that end at once is told, on $name',
  { timeout: 30_000 },
  async (kind) => {
    const database = await kind.create();
    const env = readEnv({ ...database.variables, PUBLIC_URL, AUTH_RATE_LIMIT: '0' });
    const logger = testLogger();
    const { db, close } = await openDatabase(env, logger);
    const told = new Set<string>();
    const events = {
      ...unheardAccountEvents,
      onSessionEnded: async (sessionId: string) => void told.add(sessionId),
    };
    const auth = createAuth({ env, db, logger, events, secret: 'Zk3vYt0mXc9LrB5nHs8dWf2gJp6aEu7q' });
    const post = (path: string, body: object, cookie = '') =>
      auth.handle(
        new Request(`${PUBLIC_URL}/api/auth/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: PUBLIC_URL, cookie },
          body: JSON.stringify(body),
        }),
      );

    const signedUp = await post('sign-up/email', {
      name: 'Ann',
      email: 'ann@example.com',
      password: 'long enough',
    });
    const { user } = await signedUp.json();
    const expiresAt = new Date(Date.now() + HOUR_MS);
    const row = () => ({ id: randomUUID(), token: randomUUID(), userId: user.id, expiresAt });
    await db.insert(session).values(Array.from({ length: MANY }, row));
    const ids = (await db.select({ id: session.id }).from(session)).map(({ id }) => id);

    expect((await post('revoke-sessions', {}, cookieOf(signedUp))).status).toBe(200);
    expect(await db.select().from(session)).toEqual([]);
    expect(ids).toHaveLength(MANY + 1);
    expect([...told].toSorted()).toEqual(ids.toSorted());
    await close();
    await database.remove();
  },
);
