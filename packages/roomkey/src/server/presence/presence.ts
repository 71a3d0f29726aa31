import type { Namespace } from 'socket.io';
import { PRESENCE_DIFF_EVENT, PRESENCE_STATE_EVENT } from '../../protocol/index.ts';
import type { PresenceDiff, PresenceState } from '../../protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Bus } from '../cluster/bus.ts';
import type { Nodes } from '../cluster/nodes.ts';
import { joinedRoom } from '../connections/connection.ts';
import type { Connection, JoinedRoom } from '../connections/connection.ts';
import type { BaseUser } from '../identity/types.ts';
import type { OnError } from '../report.ts';
import { roomOf } from '../rooms/compiled-room.ts';
import type { CompiledRooms } from '../rooms/compiled-room.ts';
import { NO_LINK, createLink } from './link.ts';
import { createOpenRooms } from './open-rooms.ts';
import { resolvePresence } from './options.ts';
import type { PresenceOptions } from './options.ts';
import { presentUser } from './people.ts';

/** Who is in which room. Told by whoever lets connections in and out, and by whoever says whose they are. */
export interface Presence<User extends BaseUser> {
  entered(connection: Connection<User>, joined: JoinedRoom): void;
  left(connection: Connection<User>, joined: JoinedRoom): void;
  /** The connection belongs to somebody else now, or the user has another name. `before`: whose it was. */
  identityChanged(connection: Connection<User>, before: User | null): void;
  /** Tells a connection that joined who is there. */
  welcome(connection: Connection<User>, key: string): void;
  /** Null: nobody is told of anybody in this room. */
  state(key: string): PresenceState | null;
  close(): void;
}

export interface PresenceParts<User extends BaseUser> extends PresenceOptions {
  readonly rooms: CompiledRooms<User>;
  readonly namespace: Namespace;
  readonly clock: Clock;
  readonly report: OnError;
  readonly bus: Bus;
  readonly nodes: Nodes;
}

export const hasPresence = <User extends BaseUser>(rooms: CompiledRooms<User>): boolean =>
  [...rooms.values()].some(({ definition }) => definition.presence === true);

export function createPresence<User extends BaseUser>(parts: PresenceParts<User>): Presence<User> {
  const { rooms, namespace } = parts;
  const headcount = createHeadcount(parts);

  /** Only of the namespace in which events are sent: elsewhere nobody would hear of it. */
  const isShown = ({ socket }: Connection<User>, { room }: JoinedRoom): boolean =>
    socket.nsp === namespace && roomOf(rooms, room).definition.presence === true;

  return {
    entered(connection, joined) {
      if (isShown(connection, joined)) headcount.enter(joined, connection.identity.user);
    },
    left(connection, joined) {
      if (isShown(connection, joined)) headcount.leave(joined, connection.identity.user);
    },
    identityChanged(connection, before) {
      const { user } = connection.identity;
      for (const joined of connection.rooms) {
        if (!isShown(connection, joined)) continue;
        // In this order, so that no room is empty in between.
        headcount.enter(joined, user);
        headcount.leave(joined, before);
      }
    },
    welcome(connection, key) {
      const joined = joinedRoom(connection, key);
      if (joined === undefined || !isShown(connection, joined)) return;
      connection.socket.emit(PRESENCE_STATE_EVENT, headcount.state(key));
    },
    state: (key) => headcount.state(key),
    close: () => headcount.close(),
  };
}

/** Counts people in and out, and lets members and other servers know. */
function createHeadcount<User extends BaseUser>(parts: PresenceParts<User>) {
  const { rooms, namespace, clock, report } = parts;
  const { presenceMs: everyMs, presenceNames: names } = resolvePresence(parts);

  const tell = (key: string, diff: PresenceDiff): void => {
    try {
      // Every server tells its own members what it knows itself.
      namespace.local.volatile.to(key).emit(PRESENCE_DIFF_EVENT, diff);
    } catch (error) {
      report(error, { stage: 'event', name: PRESENCE_DIFF_EVENT });
    }
  };
  const opened = createOpenRooms({ clock, everyMs, names, tell });
  const link = hasPresence(rooms) ? createLink({ ...parts, everyMs, rooms: opened }) : NO_LINK;

  return {
    state: (key: string): PresenceState | null => opened.find(key)?.state() ?? null,
    enter(joined: JoinedRoom, user: BaseUser | null): void {
      const { key } = joined;
      const known = opened.find(key);
      const room = known ?? opened.open(joined);
      if (known === undefined) link.opened(key);
      if (!room.enter(user && presentUser(user))) return;
      opened.changed(key);
      link.changed(key, user && user.id);
    },
    leave({ key }: JoinedRoom, user: BaseUser | null): void {
      const room = opened.find(key);
      if (room?.leave(user && presentUser(user)) !== true) return;
      opened.changed(key);
      link.changed(key, user && user.id);
      if (!room.own.isEmpty) return;
      opened.close(key);
      link.closed(key);
    },
    close(): void {
      opened.closeAll();
      link.close();
    },
  };
}
