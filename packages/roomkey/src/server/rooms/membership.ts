import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import { leftEvent } from '../../protocol/index.ts';
import type { RoomParamValues, SessionReason } from '../../protocol/index.ts';
import { isIn, joinedRoom } from '../connections/connection.ts';
import type { Connection } from '../connections/connection.ts';
import type { BaseUser } from '../identity/types.ts';
import { assertAllowed } from './authorize.ts';
import { observedOf } from '../observe/observed.ts';
import type { EvictionEvent } from '../observe/events.ts';
import type { Observers } from '../observe/observers.ts';
import type { Presence } from '../presence/presence.ts';
import type { Authorize } from './authorize.ts';
import { roomOf } from './compiled-room.ts';
import { cancelJoins, createJoin } from './join.ts';
import type { Join } from './join.ts';
import type { CompiledRoom, CompiledRooms } from './compiled-room.ts';

/**
 * Why rooms are asked for again, and what clients hear as the reason of a loss: an expired token is another thing than a
 * right that was taken. Null: rights changed; `doubt`: they may have changed, without this server having heard of it, and
 * whatever cannot be answered changes nothing. Then clients hear the refusal.
 */
export type ReviewCause = SessionReason | 'doubt' | null;

/** The only place where connections enter and leave rooms of the contract. */
export interface Membership<User extends BaseUser> {
  /** @throws RoomkeyError when the room's rule or policy denies, or the connection left or ended meanwhile */
  readonly join: Join<User>;
  leave(connection: Connection<User>, key: string, reason: string): void;
  /** The connection is gone: it is in no room any more, and joins none. */
  finish(connection: Connection<User>): void;
  /**
   * Asks again for every room the connection is in, and leaves those that are lost: at once where the rule
   * alone forbids, after its answer where the policy does. Resolves to how many.
   */
  review(connection: Connection<User>, cause: ReviewCause): Promise<number>;
  /** As `review`, for one room. Resolves to whether it is kept. */
  recheck(connection: Connection<User>, key: string, cause: ReviewCause): Promise<boolean>;
}

export interface MembershipParts<User extends BaseUser> {
  readonly rooms: CompiledRooms<User>;
  readonly authorize: Authorize<User>;
  readonly observers: Observers;
  readonly presence: Pick<Presence<User>, 'entered' | 'left'>;
  readonly maxRooms: number;
}

export function createMembership<User extends BaseUser>(parts: MembershipParts<User>): Membership<User> {
  const { rooms, authorize, observers, presence } = parts;

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
    if (observers.any && isIn(connection, room)) observers.tell(eviction(connection, room, code));
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
      const isOutage = retry === 'backoff';
      if (isOutage && cause === 'doubt') return true;
      evict(connection, key, isOutage ? code : reasonOf(cause, code));
      return false;
    }
  };

  /** Who asks to be let in again and is refused is in no longer; whoever cannot be told stays. */
  const admit = async (connection: Connection<User>, room: CompiledRoom<User>, params: RoomParamValues) => {
    try {
      return await ask(connection, room, params);
    } catch (error) {
      const key = room.key(params);
      if (isIn(connection, key) && isRoomkeyError(error) && error.retry !== 'backoff')
        evict(connection, key, error.code);
      throw error;
    }
  };

  return {
    join: createJoin(parts, admit),
    leave,
    recheck,
    finish(connection) {
      cancelJoins(connection);
      for (const joined of connection.rooms) presence.left(connection, joined);
      // Whoever still asks for one of its rooms must not leave it a second time.
      connection.rooms = [];
    },
    async review(connection, cause) {
      const lost = connection.rooms.filter(({ room }) => isForbiddenByRule(connection, roomOf(rooms, room)));
      for (const { key } of lost) evict(connection, key, reasonOf(cause, 'forbidden'));
      const kept = await Promise.all(connection.rooms.map(({ key }) => recheck(connection, key, cause)));
      return lost.length + kept.filter((stays) => !stays).length;
    },
  };
}

const reasonOf = (cause: ReviewCause, code: string): string =>
  cause === null || cause === 'doubt' ? code : cause;

const eviction = <User extends BaseUser>(
  connection: Connection<User>,
  room: string,
  code: string,
): EvictionEvent => ({ type: 'eviction', ...observedOf(connection), room, code });

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
