import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import { leftEvent } from '../../protocol/index.ts';
import type { RoomParamValues } from '../../protocol/index.ts';
import type { Connection, JoinedRoom, JoinTicket } from '../connections/connection.ts';
import type { Liveness } from '../connections/liveness.ts';
import type { BaseUser } from '../identity/types.ts';
import type { OnError } from '../report.ts';
import { assertAllowed, assertPolicy } from './authorize.ts';
import { roomOf } from './compiled-room.ts';
import type { CompiledRoom, CompiledRooms } from './compiled-room.ts';

/** The only place where connections enter and leave rooms of the contract. */
export interface Membership<User extends BaseUser> {
  /** @throws RoomkeyError when the room's rule or policy denies, or the connection left or ended meanwhile */
  join(connection: Connection<User>, room: CompiledRoom<User>, params: RoomParamValues): Promise<void>;
  leave(connection: Connection<User>, key: string, reason: string): void;
  /** Asks again for every room the connection is in, and leaves those that are lost. */
  review(connection: Connection<User>, reason: string): void;
}

export interface MembershipParts<User extends BaseUser> {
  readonly rooms: CompiledRooms<User>;
  readonly report: OnError;
  readonly liveness: Liveness<User>;
}

export function createMembership<User extends BaseUser>(parts: MembershipParts<User>): Membership<User> {
  const { rooms } = parts;

  const leave = (connection: Connection<User>, key: string, reason: string): void => {
    for (const ticket of connection.joining.get(key) ?? []) ticket.cancelled = true;
    const joined = connection.rooms.get(key);
    if (joined === undefined) return;
    connection.rooms.delete(key);
    void connection.socket.leave(key);
    connection.socket.emit(leftEvent(joined.room), { ...joined.params, reason });
  };

  const check = async (connection: Connection<User>, key: string, { room: name, params }: JoinedRoom) => {
    const room = roomOf(rooms, name);
    try {
      await settle(parts, connection, { room, params });
    } catch (error) {
      leave(connection, key, isRoomkeyError(error) ? error.code : 'internal');
    }
  };

  return {
    leave,
    async join(connection, room, params) {
      const key = room.key(params);
      const ticket: JoinTicket = { cancelled: false };
      const tickets = connection.joining.get(key) ?? new Set();
      connection.joining.set(key, tickets.add(ticket));
      try {
        await settle(parts, connection, { room, params });
        if (ticket.cancelled) throw new RoomkeyError('conflict', { message: 'Left while joining' });
        connection.rooms.set(key, { room: room.name, params });
        void connection.socket.join(key);
      } finally {
        tickets.delete(ticket);
        if (tickets.size === 0) connection.joining.delete(key);
      }
    },
    review(connection, reason) {
      for (const [key, joined] of connection.rooms) {
        try {
          const { definition, messages } = roomOf(rooms, joined.room);
          assertAllowed(definition.allow, connection.identity, messages);
        } catch {
          // What the rule alone forbids is left at once; only the policies need time to answer.
          leave(connection, key, reason);
          continue;
        }
        void check(connection, key, joined);
      }
    },
  };
}

/** How often the policy is asked again because the identity changed while it was answering. */
const MAX_ASKS = 3;

interface Entry<User extends BaseUser> {
  readonly room: CompiledRoom<User>;
  readonly params: RoomParamValues;
}

/** Returns once rule and policy allowed the identity that is still there when they answered. */
async function settle<User extends BaseUser>(
  { liveness, report }: MembershipParts<User>,
  connection: Connection<User>,
  { room, params }: Entry<User>,
): Promise<void> {
  const { messages } = room;
  for (let ask = 0; ask < MAX_ASKS; ask += 1) {
    const identity = liveness.current(connection);
    const { epoch } = connection;
    assertAllowed(room.definition.allow, identity, messages);
    await assertPolicy({ room, params, identity, messages }, report);
    liveness.assertLive(connection);
    liveness.current(connection);
    if (connection.epoch === epoch) return;
  }
  throw new RoomkeyError('unavailable');
}
