import type { PresenceDiff, PresenceState, PresentUser, RoomParamValues } from '../../protocol/index.ts';
import { nameSome } from './naming.ts';
import { createRoster } from './people.ts';
import type { Roster } from './people.ts';
import { createShare } from './share.ts';
import type { RoomTold, Share } from './share.ts';
import { createTally } from './tally.ts';
import type { Tally } from './tally.ts';
import { createTold } from './told.ts';
import type { View } from './told.ts';

export interface RoomPresenceOptions {
  readonly room: string;
  readonly params: RoomParamValues;
  /** People that are named at most. */
  readonly names: number;
}

/** Who is in one room, from the view of this server, and what its own members have been told of it. */
export interface RoomPresence {
  /** The connections of this server. */
  readonly own: Pick<Tally, 'anonymous' | 'isEmpty' | 'get' | 'users'>;
  /** A connection of this server came; null: of nobody that is known. True: something is different now. */
  enter(user: PresentUser | null): boolean;
  leave(user: PresentUser | null): boolean;
  /** Another server told something. */
  hear(node: string, told: RoomTold): boolean;
  /** Another server is gone. */
  lose(node: string): boolean;
  /** All of it, for one member. The params of the room are part of this message and of diffs. */
  state(): PresenceState;
  /** What changed since the last one; null: nothing that shows. */
  nextDiff(): PresenceDiff | null;
  /** A diff without a change. It has a version of its own: whoever missed the one before sees a gap. */
  emptyDiff(): PresenceDiff;
}

export function createRoomPresence({ room, params, names }: RoomPresenceOptions): RoomPresence {
  const roster = createRoster();
  const own = createTally();
  const elsewhere = createElsewhere(roster);
  const told = createTold();

  const look = (): View => ({
    named: nameSome(roster.people, told.view.named, names),
    count: roster.people.size,
    anonymous: own.anonymous + elsewhere.anonymous,
  });
  const facts = ({ named, count, anonymous }: View) => {
    return { ...params, room, count, anonymous, complete: named.size === count, version: told.version };
  };

  return {
    own,
    ...elsewhere,
    enter(user) {
      const what = own.enter(user);
      if (user !== null && what === 'came') roster.add(user);
      if (user !== null && what === 'changed') roster.update(user);
      return what !== 'same';
    },
    leave(user) {
      const isNews = own.leave(user);
      if (user !== null && isNews) roster.remove(user.id);
      return isNews;
    },
    state() {
      const now = look();
      told.stated(now);
      return { ...facts(now), users: [...now.named.values()] };
    },
    nextDiff() {
      const now = look();
      const changes = told.advance(now);
      return changes === null ? null : { ...facts(now), ...changes };
    },
    emptyDiff() {
      told.count();
      return { ...facts(told.view), joined: [], left: [] };
    },
  };
}

/** The people of other servers. */
function createElsewhere(roster: Roster) {
  const shares = new Map<string, Share>();
  let anonymous = 0;
  return {
    get anonymous(): number {
      return anonymous;
    },
    hear(node: string, told: RoomTold): boolean {
      const share = shares.get(node) ?? createShare(roster);
      shares.set(node, share);
      const before = share.anonymous;
      const isNews = share.hear(told);
      anonymous += share.anonymous - before;
      return isNews;
    },
    lose(node: string): boolean {
      const share = shares.get(node);
      if (share === undefined) return false;
      shares.delete(node);
      anonymous -= share.anonymous;
      share.drop();
      return true;
    },
  };
}
