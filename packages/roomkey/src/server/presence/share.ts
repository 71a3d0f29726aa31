import type { PresentUser } from '../../protocol/index.ts';
import { isSamePerson } from './people.ts';
import type { Roster } from './people.ts';

/** What a server tells of its own people in a room. */
export interface RoomTold {
  readonly key: string;
  readonly joined: readonly PresentUser[];
  readonly left: readonly string[];
  /** All of its anonymous connections in the room. */
  readonly anonymous: number;
  /** All of its people follow, in this message and the next ones: whoever is not among them is not there. */
  readonly begins: boolean;
  /** They are all told. */
  readonly ends: boolean;
}

/** What another server has in a room, as far as it told. */
export interface Share {
  readonly anonymous: number;
  /** True: something is different now. */
  hear(told: RoomTold): boolean;
  /** The server is gone. */
  drop(): void;
}

export function createShare(roster: Roster): Share {
  const ids = new Set<string>();
  let anonymous = 0;
  /** Known from before, and not told again yet. They stay until all is told, so that nobody flickers. */
  let unconfirmed: Set<string> | null = null;

  const join = (user: PresentUser): boolean => {
    unconfirmed?.delete(user.id);
    if (!ids.has(user.id)) {
      ids.add(user.id);
      roster.add(user);
      return true;
    }
    if (isSamePerson(user, roster.people.get(user.id))) return false;
    roster.update(user);
    return true;
  };

  const leave = (id: string): boolean => {
    if (!ids.delete(id)) return false;
    roster.remove(id);
    return true;
  };

  return {
    get anonymous() {
      return anonymous;
    },
    hear(told) {
      let isNews = told.anonymous !== anonymous;
      anonymous = told.anonymous;
      if (told.begins) unconfirmed = new Set(ids);
      for (const user of told.joined) isNews = join(user) || isNews;
      for (const id of told.left) isNews = leave(id) || isNews;
      if (!told.ends || unconfirmed === null) return isNews;
      for (const id of unconfirmed) isNews = leave(id) || isNews;
      unconfirmed = null;
      return isNews;
    },
    drop() {
      for (const id of ids) roster.remove(id);
      ids.clear();
    },
  };
}
