import type { BaseUser, LoadedUser, LoadUser, Subject } from './types.ts';

/** Finds many users at once; the answer has the order and length of the question. */
export type LoadUsers<User extends BaseUser> = (
  subjects: readonly Subject[],
) => Promise<readonly LoadedUser<User>[]>;

interface Waiting<User extends BaseUser> {
  readonly subject: Subject;
  readonly resolve: (user: LoadedUser<User>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes a `loadUser` of a function that looks up many at once: all look-ups of one turn of the event loop
 * become one call, so that a burst of reconnects costs one query.
 *
 * @example
 * loadUser: batched((subjects) => users.findMany(subjects.map((subject) => subject.userId)))
 */
export function batched<User extends BaseUser>(loadUsers: LoadUsers<User>, maxSize = 500): LoadUser<User> {
  let waiting: Waiting<User>[] = [];

  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    // A batch that was full has been sent before the turn came to its end.
    if (batch.length === 0) return;
    try {
      const users = await loadUsers(batch.map(({ subject }) => subject));
      if (users.length !== batch.length)
        throw new TypeError('loadUsers must answer every subject, in order.');
      batch.forEach(({ resolve }, index) => resolve(users[index] ?? null));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  return (subject) =>
    new Promise((resolve, reject) => {
      waiting.push({ subject, resolve, reject });
      if (waiting.length >= maxSize) void flush();
      else if (waiting.length === 1) setImmediate(() => void flush());
    });
}
