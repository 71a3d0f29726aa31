import type { Socket } from 'socket.io';
import type { RoomParamValues } from '../../protocol/index.ts';
import type { Bucket } from '../limits/bucket.ts';
import type { BaseUser, Identity, Subject } from '../identity/types.ts';

export interface JoinedRoom {
  readonly key: string;
  readonly room: string;
  readonly params: RoomParamValues;
}

/** A join under way; leaving the room, or the end of the connection, cancels it. */
export interface JoinTicket {
  cancelled: boolean;
}

/** One socket and who is on it. Only the functions of this folder change it. */
export interface Connection<User extends BaseUser> {
  readonly socket: Socket;
  identity: Identity<User>;
  /** Whom it last belonged to, also after expiry: a refresh must speak of the same user and session. */
  subject: Subject | null;
  /**
   * Grows with every change of identity or rights. Code that awaited compares it before it acts on an answer
   * it asked for earlier.
   */
  epoch: number;
  /** True from the moment the connection is ended, before Socket.IO has torn it down. */
  ended: boolean;
  /** What its requests have used up; null until the first. */
  requests: Bucket | null;
  /** What its refusals have used up; null until the first. */
  refusals: Bucket | null;
  /** A list, since nearly every connection is in few: a map would be three times the size of its entries. */
  rooms: readonly JoinedRoom[];
  /** Null while no join is under way. */
  joining: Map<string, Set<JoinTicket>> | null;
  /** Requests that are still being answered. */
  inFlight: number;
  /** While the connection is drained: called when nothing is in flight any more. Requests are refused meanwhile. */
  onIdle: (() => void) | null;
}

export function createConnection<User extends BaseUser>(
  socket: Socket,
  identity: Identity<User>,
): Connection<User> {
  const subject = identity.state === 'authenticated' ? identity.subject : null;
  return {
    socket,
    identity,
    subject,
    epoch: 0,
    ended: false,
    requests: null,
    refusals: null,
    rooms: [],
    joining: null,
    inFlight: 0,
    onIdle: null,
  };
}

export function requestStarted<User extends BaseUser>(connection: Connection<User>): void {
  connection.inFlight += 1;
}

export function requestDone<User extends BaseUser>(connection: Connection<User>): void {
  connection.inFlight -= 1;
  if (connection.inFlight === 0) connection.onIdle?.();
}

export function joinedRoom<User extends BaseUser>(
  { rooms }: Connection<User>,
  key: string,
): JoinedRoom | undefined {
  return rooms.find((joined) => joined.key === key);
}

export const isIn = <User extends BaseUser>(connection: Connection<User>, key: string): boolean =>
  joinedRoom(connection, key) !== undefined;

/** Identity, `socket.data.user` and epoch change in one step: nobody sees one without the others. */
export function assignIdentity<User extends BaseUser>(
  connection: Connection<User>,
  identity: Identity<User>,
): void {
  connection.epoch += 1;
  connection.identity = identity;
  connection.socket.data.user = identity.user;
  if (identity.state === 'authenticated') connection.subject = identity.subject;
}
