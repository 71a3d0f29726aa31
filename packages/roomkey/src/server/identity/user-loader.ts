import { RoomkeyError } from '../../errors/index.ts';
import type { Clock } from '../clock.ts';
import { withDeadline } from '../deadline.ts';
import { isPending } from '../maybe.ts';
import type { Maybe } from '../maybe.ts';
import type { OnError } from '../report.ts';
import type { BaseUser, LoadedUser, LoadUser, Subject } from './types.ts';

export interface UserLoader<User extends BaseUser> {
  load(subject: Subject): Maybe<LoadedUser<User>>;
  /** Look-ups under way are not shared with later callers any more: what they find may be out of date. */
  forget(): void;
}

export interface UserLoaderParts<User extends BaseUser> {
  readonly loadUser: LoadUser<User>;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly report: OnError;
}

/** Shares concurrent look-ups of one user and session; failures and silence become `unavailable`. */
export function createUserLoader<User extends BaseUser>(parts: UserLoaderParts<User>): UserLoader<User> {
  const { loadUser, clock, timeoutMs, report } = parts;
  const pending = new Map<string, PromiseLike<LoadedUser<User>>>();

  // A batched loader fails all its look-ups with one error: one line says it.
  const reported = new WeakSet<object>();
  const reportOnce = (error: unknown, { userId }: Subject): void => {
    if (typeof error === 'object' && error !== null) {
      if (reported.has(error)) return;
      reported.add(error);
    }
    report(error, { stage: 'load-user', userId });
  };

  const failed = (error: unknown, subject: Subject): 'session_revoked' => {
    if (error instanceof RoomkeyError && error.code === 'session_revoked') return 'session_revoked';
    reportOnce(error, subject);
    throw new RoomkeyError('unavailable', { cause: error });
  };

  /** One promise for all who wait. */
  const share = (
    key: string,
    subject: Subject,
    found: PromiseLike<LoadedUser<User>>,
  ): PromiseLike<LoadedUser<User>> => {
    const forget = (): void => {
      if (pending.get(key) === lookup) pending.delete(key);
    };
    const lookup = withDeadline(found, clock, timeoutMs).then(
      (user) => {
        forget();
        return user;
      },
      (error: unknown) => {
        forget();
        return failed(error, subject);
      },
    );
    pending.set(key, lookup);
    return lookup;
  };

  return {
    load(subject) {
      const key = keyOf(subject);
      const known = pending.get(key);
      if (known !== undefined) return known;
      try {
        const found = loadUser(subject);
        return isPending(found) ? share(key, subject, found) : found;
      } catch (error) {
        return failed(error, subject);
      }
    },
    forget: () => pending.clear(),
  };
}

/** Where the name of the user ends is said in front of it: no two of them are alike. */
const keyOf = ({ userId, sessionId }: Subject): string =>
  `${userId.length}:${userId}${sessionId === null ? '' : `:${sessionId}`}`;
