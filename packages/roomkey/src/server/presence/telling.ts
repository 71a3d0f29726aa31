import { randomBytes } from 'node:crypto';
import type { Bus } from '../cluster/bus.ts';
import type { PresentUser } from '../../protocol/index.ts';
import type { Tell, Tick } from './bus-messages.ts';
import { parcels, wholeRoom } from './parcels.ts';
import type { OpenRooms } from './open-rooms.ts';
import type { RoomPresence } from './room-presence.ts';
import type { RoomTold } from './share.ts';

/** What this server tells others of its own people. */
export interface Telling {
  /** Something is different in a room; null: only the number of anonymous connections. */
  changed(key: string, userId: string | null): void;
  /** Somebody asked for all of a room. */
  asked(key: string): void;
  /** Sends what there is to be told. */
  send(): void;
  readonly tick: Tick;
}

/**
 * Says how things are now, not how they came to be so: who came, left and came again was never away. A message may
 * so be told twice, or after a newer state was told, and does no harm.
 */
export function createTelling(bus: Bus, rooms: Pick<OpenRooms, 'find'>): Telling {
  const run = randomBytes(4).toString('hex');
  const touched = new Map<string, Set<string>>();
  const wanted = new Set<string>();
  let seq = 0;

  function* news(): Iterable<RoomTold> {
    for (const key of wanted) {
      const own = rooms.find(key)?.own;
      yield* wholeRoom(key, own?.users() ?? [], own?.anonymous ?? 0);
    }
    for (const [key, ids] of touched) if (!wanted.has(key)) yield* changes(key, ids, rooms.find(key));
  }

  return {
    changed(key, userId) {
      const ids = touched.get(key) ?? new Set();
      if (userId !== null) ids.add(userId);
      touched.set(key, ids);
    },
    asked: (key) => void wanted.add(key),
    send() {
      for (const parcel of parcels(news(), weightOf)) {
        seq += 1;
        bus.send('presence', { run, seq, rooms: parcel } satisfies Tell);
      }
      touched.clear();
      wanted.clear();
    },
    get tick() {
      return { run, seq };
    },
  };
}

const weightOf = ({ joined, left }: RoomTold): number => 1 + joined.length + left.length;

function* changes(key: string, ids: ReadonlySet<string>, room: RoomPresence | undefined): Iterable<RoomTold> {
  const anonymous = room?.own.anonymous ?? 0;
  if (ids.size === 0) yield { key, joined: [], left: [], anonymous, begins: false, ends: false };
  for (const some of parcels(ids, () => 1)) {
    const joined: PresentUser[] = [];
    const left: string[] = [];
    for (const id of some) {
      const user = room?.own.get(id);
      if (user === undefined) left.push(id);
      else joined.push(user);
    }
    yield { key, joined, left, anonymous, begins: false, ends: false };
  }
}
