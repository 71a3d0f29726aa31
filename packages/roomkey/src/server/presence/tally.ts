import type { PresentUser } from '../../protocol/index.ts';
import { isSamePerson } from './people.ts';

/** The connections that this server has in a room, by whose they are; null: of nobody that is known. */
export interface Tally {
  readonly anonymous: number;
  readonly isEmpty: boolean;
  get(id: string): PresentUser | undefined;
  users(): Iterable<PresentUser>;
  /** What it is to the others: somebody more, another name of somebody, or one more connection of the same. */
  enter(user: PresentUser | null): 'came' | 'changed' | 'same';
  /** True: somebody less. */
  leave(user: PresentUser | null): boolean;
}

interface Counted {
  user: PresentUser;
  connections: number;
}

export function createTally(): Tally {
  const counted = new Map<string, Counted>();
  let anonymous = 0;

  const enterUser = (user: PresentUser): 'came' | 'changed' | 'same' => {
    const known = counted.get(user.id);
    if (known === undefined) {
      counted.set(user.id, { user, connections: 1 });
      return 'came';
    }
    known.connections += 1;
    if (isSamePerson(known.user, user)) return 'same';
    known.user = user;
    return 'changed';
  };

  const leaveUser = ({ id }: PresentUser): boolean => {
    const known = counted.get(id);
    if (known === undefined) return false;
    known.connections -= 1;
    return known.connections === 0 && counted.delete(id);
  };

  return {
    get anonymous() {
      return anonymous;
    },
    get isEmpty() {
      return counted.size === 0 && anonymous === 0;
    },
    get: (id) => counted.get(id)?.user,
    *users() {
      for (const { user } of counted.values()) yield user;
    },
    enter(user) {
      if (user !== null) return enterUser(user);
      anonymous += 1;
      return 'came';
    },
    leave(user) {
      if (user !== null) return leaveUser(user);
      anonymous -= 1;
      return true;
    },
  };
}
