/** Whom a genuine token speaks of. All times are milliseconds since the epoch. */
export interface Subject {
  /** `sub`. */
  readonly userId: string;
  /** `sid`: one login on one device; null where the issuer has no such claim. */
  readonly sessionId: string | null;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Proves a token. Answers with its subject, at once where that is known; or throws RoomkeyError `token_invalid`, `token_expired` (genuine,
 * but its time is over) or `unavailable` (cannot be checked now). Anything else it throws counts as `unavailable`.
 */
export interface Verifier {
  (token: string, now: number): Subject | Promise<Subject>;
  /** No token that it accepts is good for longer, in milliseconds; revocations are remembered at least as long. */
  readonly longestLifeMs?: number;
}

/** The least that Roomkey must know of a user. Loaders may return more; only these fields are ever sent. */
export interface BaseUser {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly avatar?: string | null;
}

/** A user; null when there is none any more; `'session_revoked'` when this session or user may not connect. */
export type LoadedUser<User extends BaseUser> = User | null | 'session_revoked';

/**
 * Finds the user of a verified token and says whether the session still stands. Concurrent calls for the
 * same user and session are shared. What it throws counts as `unavailable`: nobody becomes anonymous by it.
 */
export type LoadUser<User extends BaseUser> = (
  subject: Subject,
) => LoadedUser<User> | Promise<LoadedUser<User>>;

/** Who is on a connection, or behind an HTTP request. */
export type Identity<User extends BaseUser> = AuthenticatedIdentity<User> | AnonymousIdentity;

export interface AuthenticatedIdentity<User extends BaseUser> {
  readonly state: 'authenticated';
  readonly user: User;
  readonly subject: Subject;
}

export interface AnonymousIdentity {
  readonly state: 'anonymous';
  readonly user: null;
  readonly reason: 'token_missing' | 'token_expired' | 'user_unknown';
}
