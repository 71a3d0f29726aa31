import { RoomkeyError } from '../../errors/index.ts';
import type { RoomParamValues } from '../../protocol/index.ts';
import { isIn } from '../connections/connection.ts';
import type { Connection, JoinTicket } from '../connections/connection.ts';
import type { BaseUser, Identity } from '../identity/types.ts';
import type { Maybe } from '../maybe.ts';
import type { Trace } from '../observe/watch-requests.ts';
import type { Presence } from '../presence/presence.ts';
import type { CompiledRoom } from './compiled-room.ts';

/** @throws RoomkeyError when the room's rule or policy denies, or the connection left or ended meanwhile */
export type Join<User extends BaseUser> = (
  connection: Connection<User>,
  room: CompiledRoom<User>,
  asked: { readonly params: RoomParamValues; readonly trace?: Trace | null },
) => Promise<void>;

export interface JoinParts<User extends BaseUser> {
  readonly presence: Pick<Presence<User>, 'entered'>;
  readonly maxRooms: number;
}

type Ask<User extends BaseUser> = (
  connection: Connection<User>,
  room: CompiledRoom<User>,
  params: RoomParamValues,
) => Maybe<Identity<User>>;

export function createJoin<User extends BaseUser>(
  { presence, maxRooms }: JoinParts<User>,
  ask: Ask<User>,
): Join<User> {
  return async (connection, room, { params, trace = null }) => {
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

export function cancelJoins<User extends BaseUser>({ joining }: Connection<User>): void {
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
