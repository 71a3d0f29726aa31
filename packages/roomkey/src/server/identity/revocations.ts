import type { Clock } from '../clock.ts';
import type { Subject } from './types.ts';

/** What is revoked: one session, or all sessions of a user whose tokens were issued until a time. */
export type RevokeTarget =
  | { readonly sessionId: string; readonly userId?: never }
  | {
      readonly userId: string;
      /** Milliseconds since the epoch; tokens issued later stay good. @default now */
      readonly issuedBefore?: number;
      readonly sessionId?: never;
    };

/**
 * Remembers what was revoked for as long as a token could still be presented. The answer is synchronous, so
 * that code that awaited anything can ask again before it acts: a revoke that lands meanwhile is never missed.
 */
export interface Revocations {
  add(target: RevokeTarget): void;
  covers(subject: Subject): boolean;
  readonly size: number;
}

export function createRevocations(clock: Clock, rememberMs: number): Revocations {
  const sessions = new Map<string, number>();
  const users = new Map<string, { readonly issuedBefore: number; readonly forgetAt: number }>();

  // Entries are added about in the order of their end, so only the oldest need a look; one that ends late keeps
  // those behind it for longer, which does no harm.
  const prune = (now: number): void => {
    for (const [sessionId, forgetAt] of sessions) {
      if (forgetAt > now) break;
      sessions.delete(sessionId);
    }
    for (const [userId, { forgetAt }] of users) {
      if (forgetAt > now) break;
      users.delete(userId);
    }
  };

  return {
    add(target) {
      const now = clock.now();
      prune(now);
      if (target.sessionId !== undefined) {
        sessions.delete(target.sessionId);
        sessions.set(target.sessionId, now + rememberMs);
        return;
      }
      const issuedBefore = Math.max(target.issuedBefore ?? now, users.get(target.userId)?.issuedBefore ?? 0);
      users.delete(target.userId);
      // Tokens that it covers may be issued until then.
      users.set(target.userId, { issuedBefore, forgetAt: Math.max(now, issuedBefore) + rememberMs });
    },
    covers({ userId, sessionId, issuedAt }) {
      if (sessionId !== null && sessions.has(sessionId)) return true;
      // `iat` has whole seconds: a token of the same second may be older than the revocation.
      return issuedAt <= (users.get(userId)?.issuedBefore ?? -1);
    },
    get size() {
      return sessions.size + users.size;
    },
  };
}
