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

  const start = (subject: Subject): Maybe<LoadedUser<User>> => {
    try {
      const found = loadUser(subject);
      if (!isPending(found)) return found;
      return withDeadline(found, clock, timeoutMs).catch((error: unknown) => failed(error, subject));
    } catch (error) {
      return failed(error, subject);
    }
  };

  return {
    load(subject) {
      const key = JSON.stringify([subject.userId, subject.sessionId]);
      const known = pending.get(key);
      if (known !== undefined) return known;
      const lookup = start(subject);
      if (!isPending(lookup)) return lookup;
      const forget = (): void => {
        if (pending.get(key) === lookup) pending.delete(key);
      };
      pending.set(key, lookup);
      lookup.then(forget, forget);
      return lookup;
    },
    forget: () => pending.clear(),
  };
}
