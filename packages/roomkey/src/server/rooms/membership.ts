import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import { leftEvent } from '../../protocol/index.ts';
import type { RoomParamValues, SessionReason } from '../../protocol/index.ts';
import { isIn, joinedRoom } from '../connections/connection.ts';
import type { Connection, JoinTicket } from '../connections/connection.ts';
import type { BaseUser } from '../identity/types.ts';
import { assertAllowed } from './authorize.ts';
import { observedOf } from '../observe/observed.ts';
import type { Observers } from '../observe/observers.ts';
import type { Trace } from '../observe/watch-requests.ts';
import type { Presence } from '../presence/presence.ts';
import type { Authorize } from './authorize.ts';
import { roomOf } from './compiled-room.ts';
import type { CompiledRoom, CompiledRooms } from './compiled-room.ts';

/** The only place where connections enter and leave rooms of the contract. */
export interface Membership<User extends BaseUser> {
  /** @throws RoomkeyError when the room's rule or policy denies, or the connection left or ended meanwhile */
  join(
    connection: Connection<User>,
    room: CompiledRoom<User>,
    asked: { readonly params: RoomParamValues; readonly trace?: Trace | null },
  ): Promise<void>;
  leave(connection: Connection<User>, key: string, reason: string): void;
  /** The connection is gone: it is in no room any more, and joins none. */
  finish(connection: Connection<User>): void;
  /**
   * Asks again for every room the connection is in, and leaves those that are lost: at once where the rule
   * alone forbids, after its answer where the policy does. Resolves to how many. `cause` is why it was asked,
   * and what clients hear, since an expired token is another thing than a right that was taken; null: rights
   * changed, and clients hear the refusal.
   */
  review(connection: Connection<User>, cause: SessionReason | null): Promise<number>;
  /** As `review`, for one room. Resolves to whether it is kept. */
  recheck(connection: Connection<User>, key: string, cause: SessionReason | null): Promise<boolean>;
}

export interface MembershipParts<User extends BaseUser> {
  readonly rooms: CompiledRooms<User>;
  readonly authorize: Authorize<User>;
  readonly observers: Observers;
  readonly presence: Pick<Presence<User>, 'entered' | 'left'>;
  readonly maxRooms: number;
}

export function createMembership<User extends BaseUser>(parts: MembershipParts<User>): Membership<User> {
  const { rooms, authorize, observers, presence, maxRooms } = parts;

  const ask = (connection: Connection<User>, room: CompiledRoom<User>, params: RoomParamValues) =>
    authorize(connection, { allow: room.definition.allow, messages: room.messages, room, params });

  const leave = (connection: Connection<User>, key: string, reason: string): void => {
    for (const ticket of connection.joining?.get(key) ?? []) ticket.cancelled = true;
    const joined = joinedRoom(connection, key);
    if (joined === undefined) return;
    connection.rooms = connection.rooms.filter((each) => each !== joined);
    presence.left(connection, joined);
    void connection.socket.leave(key);
    connection.socket.emit(leftEvent(joined.room), { ...joined.params, reason });
  };

  const evict = (connection: Connection<User>, room: string, code: string): void => {
    if (observers.any && isIn(connection, room))
      observers.tell({ type: 'eviction', ...observedOf(connection), room, code });
    leave(connection, room, code);
  };

  const recheck: Membership<User>['recheck'] = async (connection, key, cause) => {
    const joined = joinedRoom(connection, key);
    if (joined === undefined) return true;
    try {
      await ask(connection, roomOf(rooms, joined.room), joined.params);
      return true;
    } catch (error) {
      const { code, retry } = isRoomkeyError(error) ? error : new RoomkeyError('internal');
      // An outage is no refusal, whatever was the cause to ask.
      evict(connection, key, retry === 'backoff' ? code : (cause ?? code));
      return false;
    }
  };

  return {
    leave,
    recheck,
    async join(connection, room, { params, trace = null }) {
      const key = room.key(params);
      if (trace !== null) trace.room = key;
      assertRoom(connection, key, maxRooms);
      const ticket: JoinTicket = { cancelled: false };
      startJoin(connection, key, ticket);
      try {
        await ask(connection, room, params);
        if (trace !== null) trace.allowed = true;
        if (ticket.cancelled) throw new RoomkeyError('conflict', { message: 'Left while joining' });
        if (!isIn(connection, key)) {
          const joined = { key, room: room.name, params };
          connection.rooms = connection.rooms.concat(joined);
          presence.entered(connection, joined);
        }
        void connection.socket.join(key);
      } finally {
        endJoin(connection, key, ticket);
      }
    },
    finish(connection) {
      cancelJoins(connection);
      for (const joined of connection.rooms) presence.left(connection, joined);
      // Whoever still asks for one of its rooms must not leave it a second time.
      connection.rooms = [];
    },
    async review(connection, cause) {
      const lost = connection.rooms.filter(({ room }) => isForbiddenByRule(connection, roomOf(rooms, room)));
      for (const { key } of lost) evict(connection, key, cause ?? 'forbidden');
      const kept = await Promise.all(connection.rooms.map(({ key }) => recheck(connection, key, cause)));
      return lost.length + kept.filter((stays) => !stays).length;
    },
  };
}

function startJoin<User extends BaseUser>(
  connection: Connection<User>,
  key: string,
  ticket: JoinTicket,
): void {
  const joining = (connection.joining ??= new Map());
  joining.set(key, (joining.get(key) ?? new Set()).add(ticket));
}

function cancelJoins<User extends BaseUser>({ joining }: Connection<User>): void {
  for (const tickets of joining?.values() ?? []) for (const ticket of tickets) ticket.cancelled = true;
}

function endJoin<User extends BaseUser>(connection: Connection<User>, key: string, ticket: JoinTicket): void {
  const tickets = connection.joining?.get(key);
  tickets?.delete(ticket);
  if (tickets?.size === 0) connection.joining?.delete(key);
  if (connection.joining?.size === 0) connection.joining = null;
}

/** Joins under way count: they all may be granted. @throws RoomkeyError `rate_limited` */
function assertRoom<User extends BaseUser>(
  connection: Connection<User>,
  key: string,
  maxRooms: number,
): void {
  const { rooms, joining } = connection;
  if (rooms.length + (joining?.size ?? 0) < maxRooms) return;
  if (isIn(connection, key) || joining?.has(key) === true) return;
  throw new RoomkeyError('rate_limited', { message: 'Too many rooms; leave one first' });
}

/** What can be said without asking a policy. */
function isForbiddenByRule<User extends BaseUser>(
  { identity }: Connection<User>,
  { definition, messages }: CompiledRoom<User>,
): boolean {
  try {
    assertAllowed(definition.allow, identity, messages);
    return false;
  } catch {
    return true;
  }
}
