import type { Socket } from 'socket.io';
import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import type { HandshakeRefusal } from '../../protocol/index.ts';
import type { Draining } from '../draining/draining.ts';
import { anonymous, anonymousReason, isAbsent } from '../identity/identify.ts';
import type { Identifier } from '../identity/identify.ts';
import type { BaseUser, Identity } from '../identity/types.ts';
import type { HandshakeTrace, WatchHandshakes } from '../observe/watch-handshakes.ts';
import { settle } from '../maybe.ts';
import type { Maybe } from '../maybe.ts';
import { createConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import type { Rights } from './rights.ts';
import { transportOf } from '../transport/engine.ts';
import type { Transports } from '../transport/transports.ts';

/** An error as Socket.IO puts it into `connect_error`: the message, and `data`. */
interface ConnectError extends Error {
  data?: HandshakeRefusal;
}

export type HandshakeMiddleware = (socket: Socket, next: (error?: ConnectError) => void) => void;

export interface HandshakeParts<User extends BaseUser> {
  readonly identifier: Identifier<User>;
  readonly transports: Transports;
  readonly allowAnonymous: boolean;
  readonly rights: Rights;
  readonly draining: Pick<Draining, 'isOn'>;
  readonly watchHandshakes: WatchHandshakes<User>;
  /** Everything that must be listening before the first packet can arrive. Synchronous. */
  readonly onAccepted: (connection: Connection<User>, version: number) => void;
}

/** A CONNECT that is being decided. */
interface Attempt<User extends BaseUser> {
  readonly socket: Socket;
  /** The version of rights that was in force when the user was asked for. */
  readonly version: number;
  readonly trace: HandshakeTrace<User> | null;
  readonly next: (error?: ConnectError) => void;
}

/** Decides who a new connection is. Only `auth.token` is read; nothing else a client sends can name a user. */
export function createHandshake<User extends BaseUser>(parts: HandshakeParts<User>): HandshakeMiddleware {
  const { identifier, transports, rights, watchHandshakes, onAccepted } = parts;

  const claimed = (socket: Socket): Maybe<Identity<User>> => {
    assertStaying(parts.draining);
    const token: unknown = socket.handshake.auth['token'];
    return isAbsent(token) ? anonymous('token_missing') : identifier.authenticate(token);
  };

  const decide = (attempt: Attempt<User>, identity: Identity<User>): void => {
    const { socket, version, trace, next } = attempt;
    try {
      assertMayConnect(parts, identity);
      if (identity.user !== null) transports.accept(transportOf(socket), identity.user.id);
    } catch (error) {
      return refuse(attempt, error);
    }
    scrub(socket);
    socket.data.user = identity.user;
    trace?.accepted(identity);
    onAccepted(createConnection(socket, identity), version);
    next();
  };

  /** A genuine token whose time or user is gone leaves the connection anonymous; any other fault refuses it. */
  const failed = (attempt: Attempt<User>, error: unknown): void => {
    const reason = isRoomkeyError(error) ? anonymousReason(error) : null;
    if (reason === null) refuse(attempt, error);
    else decide(attempt, anonymous(reason));
  };

  const begin = (attempt: Attempt<User>): void =>
    settle(() => claimed(attempt.socket), {
      done: (identity) => decide(attempt, identity),
      failed: (error) => failed(attempt, error),
    });

  return (socket, next) => {
    if (!transports.enter(transportOf(socket), socket.nsp.name)) return;
    const { version } = rights;
    watchHandshakes(socket, (trace) => begin({ socket, version, trace, next }));
  };
}

/** Asked when it is known who it is: the server may have begun to go away meanwhile. @throws RoomkeyError */
function assertMayConnect<User extends BaseUser>(
  { draining, allowAnonymous }: Pick<HandshakeParts<User>, 'draining' | 'allowAnonymous'>,
  identity: Identity<User>,
): void {
  assertStaying(draining);
  if (identity.state === 'authenticated' || allowAnonymous) return;
  throw new RoomkeyError(identity.reason === 'token_missing' ? 'unauthenticated' : identity.reason);
}

function refuse<User extends BaseUser>({ socket, trace, next }: Attempt<User>, cause: unknown): void {
  scrub(socket);
  const error = isRoomkeyError(cause) ? cause : new RoomkeyError('unavailable');
  trace?.refused(error.code, cause);
  next(refusal(error));
}

/** @throws RoomkeyError `draining` */
function assertStaying({ isOn }: Pick<Draining, 'isOn'>): void {
  if (isOn) throw new RoomkeyError('draining');
}

/** Adapters send the handshake to other processes and logs may print it: the secrets do not stay in it. */
function scrub(socket: Socket): void {
  socket.handshake.auth = {};
  delete socket.handshake.headers.cookie;
  delete socket.handshake.headers.authorization;
}

function refusal({ code, retry, retryAfterMs }: RoomkeyError): ConnectError {
  // The lesson's clients compare this text; an outage must not read like a refusal.
  const error: ConnectError = new Error(retry === 'backoff' ? 'Service unavailable' : 'Authentication error');
  error.data = { code, retry, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  return error;
}
