import { and, desc, eq, gt, ne, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { session } from '../db/schema/index.ts';

/** A login on a device, without anything that would open it. Times are ISO 8601. */
export interface SessionFacts {
  readonly id: string;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
  readonly createdAt: string;
  readonly lastSeenAt: string;
}

/** One session, of this user if one is named; or all of a user, perhaps except one. */
export type SessionTarget =
  | { readonly sessionId: string; readonly userId?: string }
  | { readonly userId: string; readonly except?: string };

export interface EndedSessions {
  readonly sessions: number;
  /** Live connections that were cut. */
  readonly sockets: number;
}

/** Tells that a session is gone from the database; resolves to what that ended. */
export type AnnounceEnd = (sessionId: string) => Promise<{ readonly sockets: number }>;

export interface Sessions {
  /** Those that have not run out, last seen first. */
  list(userId: string): Promise<readonly SessionFacts[]>;
  /** Deletes sessions, then announces each that it deleted and no other. */
  end(target: SessionTarget): Promise<EndedSessions>;
}

export function createSessions(db: Database, announceEnd: AnnounceEnd): Sessions {
  return {
    async list(userId) {
      const rows = await db
        .select()
        .from(session)
        .where(and(eq(session.userId, userId), gt(session.expiresAt, sql`now()`)))
        .orderBy(desc(session.updatedAt), session.id);
      return rows.map(toFacts);
    },
    async end(target) {
      const rows = await db.delete(session).where(matching(target)).returning({ id: session.id });
      const receipts = await Promise.all(rows.map(({ id }) => announceEnd(id)));
      return {
        sessions: rows.length,
        sockets: receipts.reduce((sum, { sockets }) => sum + sockets, 0),
      };
    },
  };
}

function matching(target: SessionTarget) {
  if ('sessionId' in target) {
    const ofUser = target.userId === undefined ? undefined : eq(session.userId, target.userId);
    return and(eq(session.id, target.sessionId), ofUser);
  }
  const others = target.except === undefined ? undefined : ne(session.id, target.except);
  return and(eq(session.userId, target.userId), others);
}

type SessionRow = typeof session.$inferSelect;

function toFacts({ id, userAgent, ipAddress, createdAt, updatedAt }: SessionRow): SessionFacts {
  return {
    id,
    userAgent,
    ipAddress,
    createdAt: createdAt.toISOString(),
    lastSeenAt: updatedAt.toISOString(),
  };
}
