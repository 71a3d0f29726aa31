import type { Server, Socket } from 'socket.io';
import type { Identifier } from '../identity/identify.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Connection } from './connection.ts';
import { createHandshake } from './handshake.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { RefreshUser } from './refresh-user.ts';
import type { Rights } from './rights.ts';
import { transportOf } from '../transport/engine.ts';
import type { Transports } from '../transport/transports.ts';
import { watchServer } from './watch-server.ts';

export interface AcceptParts<User extends BaseUser> {
  readonly identifier: Identifier<User>;
  readonly lifecycle: Lifecycle<User>;
  readonly transports: Transports;
  readonly allowAnonymous: boolean;
  readonly rights: Rights;
  readonly refreshUser: RefreshUser<User>;
  /** Puts the gate on a connection. Synchronous, and before its first packet. */
  readonly install: (connection: Connection<User>) => void;
}

/** Leads every new connection of a server through the handshake into its life. */
export function acceptConnections<User extends BaseUser>(io: Server, parts: AcceptParts<User>): void {
  const { identifier, lifecycle, transports, allowAnonymous, rights, refreshUser, install } = parts;
  const accepted = new WeakMap<Socket, { readonly connection: Connection<User>; readonly version: number }>();

  const onAccepted = (connection: Connection<User>, version: number): void => {
    accepted.set(connection.socket, { connection, version });
    connection.socket.on('disconnect', () => {
      lifecycle.finish(connection);
      transports.gone(transportOf(connection.socket), connection.socket.nsp.name);
    });
    install(connection);
  };

  watchServer(io, {
    handshake: createHandshake({
      identifier,
      transports,
      allowAnonymous,
      rights,
      onAccepted,
    }),
    onConnection: (socket) => {
      const entry = accepted.get(socket);
      if (entry === undefined) return;
      accepted.delete(socket);
      // A listener that was there earlier may have ended it already.
      if (entry.connection.ended) return;
      transports.connected(transportOf(socket));
      lifecycle.begin(entry.connection);
      // Rights changed while the user was being looked up: what was found may be out of date.
      if (entry.version !== rights.version) void refreshUser(entry.connection);
    },
  });
}
