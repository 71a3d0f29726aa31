import { inBatches } from '../in-batches.ts';
import type { BatchOptions } from '../in-batches.ts';
import type { BaseUser, LoadedUser, LoadUser, Subject } from './types.ts';

/** Finds many users at once; the answer has the order and length of the question. */
export type LoadUsers<User extends BaseUser> = (
  subjects: readonly Subject[],
) => Promise<readonly LoadedUser<User>[]>;

/**
 * Makes a `loadUser` of a function that looks up many at once, as `inBatches` does: a burst of reconnects costs at
 * most forty calls a second, however many connect. A look-up amid a burst waits for up to `windowMs`, 25 by default.
 *
 * @example
 * loadUser: batched((subjects) => users.findMany(subjects.map((subject) => subject.userId)))
 */
export function batched<User extends BaseUser>(
  loadUsers: LoadUsers<User>,
  options: BatchOptions = {},
): LoadUser<User> {
  const load = inBatches(loadUsers, options);
  // What looks users up in a Map answers with undefined for those who are gone.
  return async (subject) => (await load(subject)) ?? null;
}
