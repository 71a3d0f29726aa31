import { readPresenceDiff, readPresenceState } from '../protocol/index.ts';
import type { PresenceDiff, PresentUser } from '../protocol/index.ts';
import { createStore } from './readable.ts';
import type { Presence, Readable } from './types.ts';

/** Nobody is told of anybody, or not yet. */
export const NO_PRESENCE: Presence = {
  status: 'loading',
  users: [],
  anonymous: 0,
  count: 0,
  complete: true,
};

/** Who is in one room, as the server tells it. Sends nothing. */
export interface PresenceTracker {
  readonly value: Readable<Presence>;
  /** All of it. */
  state(message: unknown): void;
  /** What changed. False: something before it was missed, and nothing counts until the next state. */
  diff(message: unknown): boolean;
  /** Nothing counts until the next state, but what is shown stays. */
  suspend(): void;
  readonly isSuspended: boolean;
  /** Nothing is to be shown any more. */
  clear(): void;
}

export function createPresence(): PresenceTracker {
  const value = createStore(NO_PRESENCE);
  /** Of the last state or diff; null: the next state is awaited. */
  let version: number | null = null;

  return {
    value,
    get isSuspended() {
      return version === null;
    },
    state(message) {
      const state = readPresenceState(message);
      if (state === null) return;
      version = state.version;
      const { users, anonymous, count, complete } = state;
      value.set({ status: 'ready', users, anonymous, count, complete });
    },
    diff(message) {
      const diff = readPresenceDiff(message);
      // A state may be newer than a diff that was under way.
      if (diff === null || version === null || diff.version <= version) return true;
      const isNext = diff.version === version + 1;
      version = isNext ? diff.version : null;
      if (isNext) value.set(applied(value.get(), diff));
      return isNext;
    },
    suspend() {
      version = null;
    },
    clear() {
      version = null;
      value.set(NO_PRESENCE);
    },
  };
}

function applied({ users }: Presence, diff: PresenceDiff): Presence {
  const people = new Map<string, PresentUser>(users.map((user) => [user.id, user]));
  for (const id of diff.left) people.delete(id);
  for (const user of diff.joined) people.set(user.id, user);
  const { anonymous, count, complete } = diff;
  return { status: 'ready', users: [...people.values()], anonymous, count, complete };
}
