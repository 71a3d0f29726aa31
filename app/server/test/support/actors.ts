import { randomUUID } from 'node:crypto';
import type { Actor } from '../../src/auth/actor.ts';
import type { Database } from '../../src/db/database.ts';
import { session, user } from '../../src/db/schema/index.ts';

const HOUR_MS = 3_600_000;

/** A user with one session, straight in the database. */
export async function addActor(db: Database): Promise<Actor> {
  const id = randomUUID();
  const sessionId = randomUUID();
  await db.insert(user).values({ id, name: 'Somebody', email: `${id}@example.com` });
  const expiresAt = new Date(Date.now() + HOUR_MS);
  await db.insert(session).values({ id: sessionId, userId: id, token: sessionId, expiresAt });
  return { user: { id, role: 'user' }, sessionId };
}
