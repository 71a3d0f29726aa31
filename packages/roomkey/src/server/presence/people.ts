import type { PresentUser } from '../../protocol/index.ts';
import type { BaseUser } from '../identity/types.ts';

export type People = ReadonlyMap<string, PresentUser>;

/** All that ever leaves of a user. */
export const presentUser = ({ id, name, avatar }: BaseUser): PresentUser => ({
  id,
  name,
  avatar: avatar ?? null,
});

export const isSamePerson = (a: PresentUser | undefined, b: PresentUser | undefined): boolean =>
  a?.id === b?.id && a?.name === b?.name && a?.avatar === b?.avatar;

/** Everybody in a room, over all servers. Somebody who is on several of them counts once. */
export interface Roster {
  readonly people: People;
  /** One more server has them. */
  add(user: PresentUser): void;
  /** Their name or avatar, which a server may know better than another. */
  update(user: PresentUser): void;
  /** One server less has them. */
  remove(id: string): void;
}

export function createRoster(): Roster {
  const people = new Map<string, PresentUser>();
  /** Servers besides the first one: nearly everybody is on one alone. */
  const more = new Map<string, number>();

  return {
    people,
    add(user) {
      if (people.has(user.id)) more.set(user.id, (more.get(user.id) ?? 0) + 1);
      people.set(user.id, user);
    },
    update: (user) => void people.set(user.id, user),
    remove(id) {
      const servers = more.get(id);
      if (servers === undefined) people.delete(id);
      else if (servers === 1) more.delete(id);
      else more.set(id, servers - 1);
    },
  };
}
