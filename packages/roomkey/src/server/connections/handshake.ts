import type { Socket } from 'socket.io';
import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import type { HandshakeRefusal } from '../../protocol/index.ts';
import type { Draining } from '../draining/draining.ts';
import { anonymous, anonymousReason, isAbsent } from '../identity/identify.ts';
import type { Identifier } from '../identity/identify.ts';
import type { BaseUser, Identity } from '../identity/types.ts';
import type { HandshakeTrace, WatchHandshakes } from '../observe/watch-handshakes.ts';
import { isPending, settle, whenReady } from '../maybe.ts';
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

interface Decision<User extends BaseUser> {
  readonly identity: Identity<User>;
  /** The version of rights that was in force when the user was asked for. */
  readonly version: number;
}

/** Decides who a new connection is. Only `auth.token` is read; nothing else a client sends can name a user. */
export function createHandshake<User extends BaseUser>(parts: HandshakeParts<User>): HandshakeMiddleware {
  const { identifier, transports, allowAnonymous, rights, draining, watchHandshakes, onAccepted } = parts;

  const decide = (socket: Socket): Maybe<Decision<User>> => {
    const token: unknown = socket.handshake.auth['token'];
    const { version } = rights;
    return whenReady(
      isAbsent(token) ? anonymous('token_missing') : genuine(identifier, token),
      (identity) => {
        if (identity.state === 'anonymous' && !allowAnonymous)
          throw new RoomkeyError(identity.reason === 'token_missing' ? 'unauthenticated' : identity.reason);
        return { identity, version };
      },
    );
  };

  const admit = (socket: Socket): Maybe<Decision<User>> => {
    assertStaying(draining);
    return whenReady(decide(socket), (decision) => {
      // Also one that was being decided when the server began to go away.
      assertStaying(draining);
      const { user } = decision.identity;
      if (user !== null) transports.accept(transportOf(socket), user.id);
      return decision;
    });
  };

  const shake = (
    socket: Socket,
    next: (error?: ConnectError) => void,
    trace: HandshakeTrace<User> | null,
  ): void =>
    settle(() => admit(socket), {
      done({ identity, version }) {
        scrub(socket);
        socket.data.user = identity.user;
        trace?.accepted(identity);
        onAccepted(createConnection(socket, identity), version);
        next();
      },
      failed(cause) {
        scrub(socket);
        const error = isRoomkeyError(cause) ? cause : new RoomkeyError('unavailable');
        trace?.refused(error.code, cause);
        next(refusal(error));
      },
    });

  return (socket, next) => {
    if (!transports.enter(transportOf(socket), socket.nsp.name)) return;
    watchHandshakes(socket, (trace) => shake(socket, next, trace));
  };
}

/** @throws RoomkeyError `draining` */
function assertStaying({ isOn }: Pick<Draining, 'isOn'>): void {
  if (isOn) throw new RoomkeyError('draining');
}

/** A genuine token whose time or user is gone leaves the connection anonymous; any other fault refuses it. */
function genuine<User extends BaseUser>(identifier: Identifier<User>, token: unknown): Maybe<Identity<User>> {
  try {
    const found = identifier.authenticate(token);
    return isPending(found) ? found.then(undefined, withoutUser) : found;
  } catch (error) {
    return withoutUser(error);
  }
}

function withoutUser(error: unknown): Identity<never> {
  const reason = isRoomkeyError(error) ? anonymousReason(error) : null;
  if (reason === null) throw error;
  return anonymous(reason);
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
