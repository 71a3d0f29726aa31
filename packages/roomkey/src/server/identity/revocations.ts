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
  /** @param remainingMs how long to remember it, at most as long as one of now. @default that long */
  add(target: RevokeTarget, remainingMs?: number): void;
  covers(subject: Subject): boolean;
  /** What is remembered, the newest of each kind, and for how long still: no more than `most`. */
  newest(most: number): readonly Remembered[];
  readonly size: number;
}

/** A revocation, and for how long it is to be remembered. */
export interface Remembered {
  readonly target:
    { readonly sessionId: string } | { readonly userId: string; readonly issuedBefore: number };
  readonly remainingMs: number;
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
    add(target, remainingMs = Infinity) {
      const now = clock.now();
      prune(now);
      if (target.sessionId !== undefined) {
        const known = sessions.get(target.sessionId) ?? 0;
        sessions.delete(target.sessionId);
        sessions.set(target.sessionId, Math.max(known, now + Math.min(remainingMs, rememberMs)));
        return;
      }
      const known = users.get(target.userId);
      const issuedBefore = Math.max(target.issuedBefore ?? now, known?.issuedBefore ?? 0);
      // Tokens that it covers may be issued until then.
      const longest = Math.max(now, issuedBefore) + rememberMs;
      const forgetAt = Math.max(known?.forgetAt ?? 0, Math.min(now + remainingMs, longest));
      users.delete(target.userId);
      users.set(target.userId, { issuedBefore, forgetAt });
    },
    newest(most) {
      const now = clock.now();
      prune(now);
      const ofSessions = last(sessions, most / 2).map(([sessionId, forgetAt]) => ({
        target: { sessionId },
        remainingMs: forgetAt - now,
      }));
      const ofUsers = last(users, most / 2).map(([userId, { issuedBefore, forgetAt }]) => ({
        target: { userId, issuedBefore },
        remainingMs: forgetAt - now,
      }));
      return [...ofSessions, ...ofUsers].filter(({ remainingMs }) => remainingMs > 0);
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

/** Walks over those before it, but holds none of them. */
function last<Value>(entries: ReadonlyMap<string, Value>, most: number): [string, Value][] {
  const from = entries.size - most;
  let place = 0;
  const found: [string, Value][] = [];
  for (const entry of entries) if (place++ >= from) found.push(entry);
  return found;
}
