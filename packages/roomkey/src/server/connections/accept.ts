import type { Server, Socket } from 'socket.io';
import type { Identifier } from '../identity/identify.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Connection } from './connection.ts';
import { createHandshake } from './handshake.ts';
import type { Lifecycle } from './lifecycle.ts';
import { createTransportGuard } from './transport-guard.ts';
import { watchServer } from './watch-server.ts';

export interface AcceptParts<User extends BaseUser> {
  readonly identifier: Identifier<User>;
  readonly lifecycle: Lifecycle<User>;
  readonly allowAnonymous: boolean;
  /** Puts the gate on a connection. Synchronous, and before its first packet. */
  readonly install: (connection: Connection<User>) => void;
}

/** Leads every new connection of a server through the handshake into its life. */
export function acceptConnections<User extends BaseUser>(io: Server, parts: AcceptParts<User>): void {
  const { identifier, lifecycle, allowAnonymous, install } = parts;
  const accepted = new WeakMap<Socket, Connection<User>>();

  const onAccepted = (connection: Connection<User>): void => {
    accepted.set(connection.socket, connection);
    connection.socket.on('disconnect', () => lifecycle.finish(connection));
    install(connection);
  };

  watchServer(io, {
    handshake: createHandshake({ identifier, guard: createTransportGuard(), allowAnonymous, onAccepted }),
    onConnection: (socket) => {
      const connection = accepted.get(socket);
      if (connection !== undefined) lifecycle.begin(connection);
    },
  });
}
