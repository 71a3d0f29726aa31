import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import { RoomkeyError } from 'roomkey/contract';
import { z } from 'zod';
import { queryRows } from '../db/database.ts';
import type { Database } from '../db/database.ts';
import { session, user } from '../db/schema/index.ts';
import type { Actor } from './actor.ts';

export interface SubjectKey {
  readonly userId: string;
  readonly sessionId: string;
}

/** What the database says now about the user and session of a token. */
export interface Subject {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly role: string;
    readonly avatar: string | null;
  };
  /** The session exists and has not run out. */
  readonly sessionLive: boolean;
  readonly banned: boolean;
}

const banned = sql<boolean>`(${user.banned} and (${user.banExpires} is null or ${user.banExpires} > now()))`;

/** One query for many: the answer has the order of the keys, and null where the user does not exist. */
export async function findSubjects(
  db: Database,
  keys: readonly SubjectKey[],
): Promise<readonly (Subject | null)[]> {
  if (keys.length === 0) return [];
  const asked = inArray(session.id, distinct(keys, 'sessionId'));
  const rows = await db
    .select({
      id: user.id,
      name: user.name,
      role: user.role,
      avatar: user.image,
      banned,
      sessionId: session.id,
    })
    .from(user)
    .leftJoin(session, and(eq(session.userId, user.id), asked, gt(session.expiresAt, sql`now()`)))
    .where(inArray(user.id, distinct(keys, 'userId')));
  const users = new Map(rows.map((row) => [row.id, row]));
  const live = new Map(rows.map((row) => [row.sessionId, row.id]));
  return keys.map(({ userId, sessionId }) => {
    const found = users.get(userId);
    if (found === undefined) return null;
    const { id, name, role, avatar } = found;
    return {
      user: { id, name, role, avatar },
      banned: found.banned,
      sessionLive: live.get(sessionId) === id,
    };
  });
}

/**
 * Holds the actor's session and user until the transaction ends: a sign-out, ban or change of role waits for the
 * write, or the write finds it. Resolves to the user as of now, whose role may not be that of the token's time.
 *
 * @throws RoomkeyError `session_revoked` when the session or its user is gone, or the user is banned.
 */
export async function holdSession(transaction: Database, actor: Actor): Promise<Actor['user']> {
  const [held] = await holdSessions(transaction, [actor]);
  if (held === undefined || held === null) throw new RoomkeyError('session_revoked');
  return held;
}

const heldUser = z.object({ id: z.string(), role: z.string(), banned: z.boolean() });

/**
 * The same for several users, one session of each at most, in one statement: the answer has the order of the
 * actors, and null where `holdSession` would refuse. Whoever holds several takes them in the same order.
 */
export async function holdSessions(
  transaction: Database,
  actors: readonly Actor[],
): Promise<readonly (Actor['user'] | null)[]> {
  if (actors.length === 0) return [];
  const asked = actors.map(({ user: { id }, sessionId }) => ({ userId: id, sessionId }));
  // Exclusive: a ban waits in line, where shared locks could keep it waiting as long as its user writes.
  const rows = await queryRows(
    transaction,
    sql`
      select ${user.id}, ${user.role}, ${banned} as banned
      from json_to_recordset(${JSON.stringify(asked)}::json) as asked("userId" text, "sessionId" text)
      join ${user} on ${user.id} = asked."userId"
      join ${session} on ${session.id} = asked."sessionId" and ${session.userId} = ${user.id}
        and ${session.expiresAt} > now()
      order by ${user.id}
      for no key update of ${user}, ${session}`,
    heldUser,
  );
  const held = new Map(rows.filter((row) => !row.banned).map(({ id, role }) => [id, { id, role }]));
  return actors.map(({ user: { id } }) => held.get(id) ?? null);
}

function distinct(keys: readonly SubjectKey[], name: keyof SubjectKey): string[] {
  return [...new Set(keys.map((key) => key[name]))];
}
