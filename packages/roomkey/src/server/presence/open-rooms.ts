import type { PresenceDiff } from '../../protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { JoinedRoom } from '../connections/connection.ts';
import { createRoomPresence } from './room-presence.ts';
import type { RoomPresence } from './room-presence.ts';

/** The rooms in which this server has members, and when these are told what changed. */
export interface OpenRooms {
  find(key: string): RoomPresence | undefined;
  keys(): Iterable<string>;
  open(joined: JoinedRoom): RoomPresence;
  /** Something is different: told within the interval, with whatever else is different by then. */
  changed(key: string): void;
  close(key: string): void;
  closeAll(): void;
}

export interface OpenRoomsParts {
  readonly clock: Clock;
  readonly everyMs: number;
  readonly names: number;
  readonly tell: (key: string, diff: PresenceDiff) => void;
}

/** Diffs are volatile. An empty one follows the last after a while, so that whoever missed that asks. */
const ECHO_MS = 2_000;

interface OpenRoom {
  readonly presence: RoomPresence;
  timer: unknown;
  /** The timer is there to tell a change, not an empty diff. */
  isDue: boolean;
}

export function createOpenRooms({ clock, everyMs, names, tell }: OpenRoomsParts): OpenRooms {
  const rooms = new Map<string, OpenRoom>();

  const flush = (key: string, room: OpenRoom): void => {
    room.isDue = false;
    const diff = room.presence.nextDiff();
    room.timer = clock.setTimeout(() => tell(key, room.presence.emptyDiff()), ECHO_MS);
    if (diff !== null) tell(key, diff);
  };

  return {
    find: (key) => rooms.get(key)?.presence,
    keys: () => rooms.keys(),
    open({ key, room, params }) {
      const presence = createRoomPresence({ room, params, names });
      rooms.set(key, { presence, timer: null, isDue: false });
      return presence;
    },
    changed(key) {
      const room = rooms.get(key);
      if (room === undefined || room.isDue) return;
      clock.clearTimeout(room.timer);
      room.isDue = true;
      room.timer = clock.setTimeout(() => flush(key, room), everyMs);
    },
    close(key) {
      clock.clearTimeout(rooms.get(key)?.timer);
      rooms.delete(key);
    },
    closeAll() {
      for (const { timer } of rooms.values()) clock.clearTimeout(timer);
      rooms.clear();
    },
  };
}
