import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import type { Clock } from '../clock.ts';
import { withDeadline } from '../deadline.ts';
import { isPending, whenReady } from '../maybe.ts';
import type { Maybe } from '../maybe.ts';
import type { OnError } from '../report.ts';
import type { Revocations } from './revocations.ts';
import type { AnonymousIdentity, AuthenticatedIdentity, BaseUser, Subject, Verifier } from './types.ts';
import type { UserLoader } from './user-loader.ts';

/** Answers at once where token and user are known; what it throws may come at once as well. */
export interface Identifier<User extends BaseUser> {
  /** Proves the token alone. @throws RoomkeyError */
  verify(token: unknown): Maybe<Subject>;
  /**
   * Proves a token and finds its user.
   *
   * @throws RoomkeyError `token_invalid`, `token_expired`, `user_unknown`, `session_revoked` or `unavailable`
   */
  authenticate(token: unknown): Maybe<AuthenticatedIdentity<User>>;
  /** Finds the user of a subject that was proven before. @throws RoomkeyError as `authenticate` */
  reload(subject: Subject): Maybe<AuthenticatedIdentity<User>>;
}

export interface IdentifierParts<User extends BaseUser> {
  readonly verify: Verifier;
  readonly loader: UserLoader<User>;
  readonly revocations: Revocations;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly report: OnError;
}

/** The one way from a token to an identity: handshake, refresh and HTTP all go through it. */
export function createIdentifier<User extends BaseUser>(parts: IdentifierParts<User>): Identifier<User> {
  const { loader, revocations, clock, timeoutMs, report } = parts;

  const failed = (error: unknown): never => {
    if (isRoomkeyError(error) && error.code !== 'timeout') throw error;
    report(error, { stage: 'verify' });
    throw new RoomkeyError('unavailable', { cause: error });
  };

  const verify = (token: unknown): Maybe<Subject> => {
    if (typeof token !== 'string') throw new RoomkeyError('token_invalid');
    try {
      const subject = parts.verify(token, clock.now());
      return isPending(subject) ? withDeadline(subject, clock, timeoutMs).catch(failed) : subject;
    } catch (error) {
      return failed(error);
    }
  };

  const reload = (subject: Subject): Maybe<AuthenticatedIdentity<User>> =>
    whenReady(loader.load(subject), (user) => {
      if (user === 'session_revoked' || revocations.covers(subject))
        throw new RoomkeyError('session_revoked');
      if (user === null) throw new RoomkeyError('user_unknown');
      return { state: 'authenticated', user, subject };
    });

  return {
    verify,
    reload,
    authenticate: (token) =>
      whenReady(verify(token), (subject) => {
        if (revocations.covers(subject)) throw new RoomkeyError('session_revoked');
        return reload(subject);
      }),
  };
}

/** A token that is not there, as opposed to one that is wrong. */
export const isAbsent = (token: unknown): boolean => token === undefined || token === null || token === '';

/** Reasons that make a connection anonymous instead of refusing it. */
export function anonymousReason(error: RoomkeyError): AnonymousIdentity['reason'] | null {
  return error.code === 'token_expired' || error.code === 'user_unknown' ? error.code : null;
}

export const anonymous = (reason: AnonymousIdentity['reason']): AnonymousIdentity => ({
  state: 'anonymous',
  user: null,
  reason,
});
