import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PresenceDiff, PresenceState, PresentUser } from '../../protocol/index.ts';
import { createRoomPresence } from './room-presence.ts';
import type { RoomTold } from './share.ts';

const person = (number: number, name = `user-${number}`): PresentUser => ({
  id: `user-${number}`,
  name,
  avatar: null,
});
const roomOf = (names: number) => createRoomPresence({ room: 'post', params: { postId: 'p1' }, names });

const told = (changes: Partial<RoomTold>): RoomTold => ({
  key: 'post:p1',
  joined: [],
  left: [],
  anonymous: 0,
  begins: false,
  ends: false,
  ...changes,
});

/** A member, as far as messages go. */
function createMember(state: PresenceState) {
  const people = new Map(state.users.map((user) => [user.id, user.name]));
  let figures = [state.count, state.anonymous];
  return {
    hear({ joined, left, count, anonymous }: PresenceDiff) {
      for (const id of left) people.delete(id);
      for (const { id, name } of joined) people.set(id, name);
      figures = [count, anonymous];
    },
    knows: () => [[...people].toSorted(([a], [b]) => a.localeCompare(b)).join(' '), ...figures],
  };
}

const someone = fc.integer({ min: 0, max: 3 });
const step = fc.oneof(
  fc.record({ what: fc.constant('enter' as const), who: someone, name: fc.constantFrom('a', 'b') }),
  fc.record({ what: fc.constant('leave' as const), who: someone }),
  fc.record({ what: fc.constantFrom('visit', 'go', 'join', 'flush', 'lose', 'whole') }),
  fc.record({ what: fc.constantFrom('remote', 'unremote'), who: someone }),
);

describe('the members of a room', () => {
  it('all know the same, and the truth, after each diff, whenever they came', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 40, maxLength: 80 }),
        fc.integer({ min: 0, max: 5 }),
        (steps, names) => {
          const room = roomOf(names);
          const members = [createMember(room.state())];
          const connections: PresentUser[] = [];
          const elsewhere = new Set<number>();
          let visitors = 0;
          const flush = (): void => {
            const diff = room.nextDiff();
            if (diff !== null) for (const member of members) member.hear(diff);
            const truth = createMember(room.state()).knows();
            for (const member of members) expect(member.knows()).toEqual(truth);
          };
          for (const each of steps) {
            const who = 'who' in each ? each.who : 0;
            if (each.what === 'enter') {
              connections.push(person(who, each.name));
              room.enter(person(who, each.name));
            }
            const open = connections.findIndex(({ id }) => id === person(who).id);
            if (each.what === 'leave' && open >= 0) room.leave(connections.splice(open, 1)[0] ?? null);
            if (each.what === 'visit') visitors += Number(room.enter(null));
            if (each.what === 'go' && visitors > 0) visitors -= Number(room.leave(null));
            if (each.what === 'remote') elsewhere.add(who);
            if (each.what === 'remote') room.hear('b', told({ joined: [person(who)] }));
            if (each.what === 'unremote') elsewhere.delete(who);
            if (each.what === 'unremote') room.hear('b', told({ left: [person(who).id] }));
            if (each.what === 'lose') elsewhere.clear();
            if (each.what === 'lose') room.lose('b');
            const all = [...elsewhere].map((number) => person(number));
            if (each.what === 'whole') room.hear('b', told({ joined: all, begins: true, ends: true }));
            if (each.what === 'join') members.push(createMember(room.state()));
            if (each.what === 'flush') flush();
          }
          flush();
          const present = new Set([
            ...connections.map(({ id }) => id),
            ...[...elsewhere].map((n) => person(n).id),
          ]);
          expect(room.state()).toMatchObject({ count: present.size, anonymous: visitors });
          expect(room.state().users).toHaveLength(Math.min(names, present.size));
        },
      ),
    );
  });

  it('are told nothing when nothing shows', () => {
    const room = roomOf(10);
    room.enter(person(1));
    expect(room.nextDiff()).toMatchObject({ version: 1, count: 1 });
    room.enter(person(1));
    room.leave(person(1));
    room.enter(person(2));
    room.leave(person(2));
    expect(room.nextDiff()).toBeNull();
    expect(room.emptyDiff()).toMatchObject({ version: 2, joined: [], left: [], count: 1 });
    expect(room.state()).toMatchObject({ version: 2 });
  });
});

describe('what another server tells in pieces', () => {
  it('takes nobody away before all is told, and then who was not told again', () => {
    const room = roomOf(10);
    room.hear('b', told({ joined: [person(1), person(2), person(3)] }));
    room.hear('b', told({ joined: [person(1)], begins: true }));
    expect(room.state().count).toBe(3);
    room.hear('b', told({ joined: [person(4)], ends: true }));
    expect(room.state().users.map(({ id }) => id)).toEqual(['user-1', 'user-4']);
  });
});
