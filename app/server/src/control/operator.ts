import { or, eq } from 'drizzle-orm';
import { RoomkeyError } from 'roomkey/contract';
import { z } from 'zod';
import type { Sessions } from '../auth/sessions.ts';
import type { Database } from '../db/database.ts';
import { user } from '../db/schema/index.ts';

const person = z.object({ id: z.string(), name: z.string(), email: z.string() });
const facts = z.object({
  id: z.string(),
  userAgent: z.string().nullable(),
  ipAddress: z.string().nullable(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
});

export const ended = z.object({ sessions: z.number(), sockets: z.number() });
export const userSessions = z.object({ user: person, sessions: z.array(facts) });
export const revokedUser = z.object({ user: person, ended });

/** What whoever runs the board may do to sessions. Users are named by id or e-mail. */
export interface Operator {
  /** @throws RoomkeyError `not_found` */
  sessionsOf(user: string): Promise<z.infer<typeof userSessions>>;
  /** Ends all sessions of a user. @throws RoomkeyError `not_found` */
  revokeUser(user: string): Promise<z.infer<typeof revokedUser>>;
  /** Ends one session. @throws RoomkeyError `not_found` */
  revokeSession(sessionId: string): Promise<z.infer<typeof ended>>;
}

export function createOperator(db: Database, sessions: Sessions): Operator {
  const find = async (idOrEmail: string) => {
    const [found] = await db
      .select({ id: user.id, name: user.name, email: user.email })
      .from(user)
      .where(or(eq(user.id, idOrEmail), eq(user.email, idOrEmail.toLowerCase())));
    if (found === undefined) throw new RoomkeyError('not_found', { message: 'No such user' });
    return found;
  };
  return {
    async sessionsOf(idOrEmail) {
      const found = await find(idOrEmail);
      return { user: found, sessions: [...(await sessions.list(found.id))] };
    },
    async revokeUser(idOrEmail) {
      const found = await find(idOrEmail);
      return { user: found, ended: await sessions.end({ userId: found.id }) };
    },
    async revokeSession(sessionId) {
      const done = await sessions.end({ sessionId });
      if (done.sessions === 0) throw new RoomkeyError('not_found', { message: 'No such session' });
      return done;
    },
  };
}
