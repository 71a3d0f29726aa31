import type { Server, Socket } from 'socket.io';
import type { Identifier } from '../identity/identify.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Draining } from '../draining/draining.ts';
import { observedOf } from '../observe/observed.ts';
import type { Observers } from '../observe/observers.ts';
import type { WatchHandshakes } from '../observe/watch-handshakes.ts';
import type { Gate } from '../requests/gate.ts';
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
  readonly observers: Observers;
  readonly watchHandshakes: WatchHandshakes<User>;
  readonly draining: Draining;
  readonly refreshUser: RefreshUser<User>;
  readonly gate: Gate<User>;
}

/** Leads every new connection of a server through the handshake into its life. */
export function acceptConnections<User extends BaseUser>(io: Server, parts: AcceptParts<User>): void {
  const { lifecycle, transports, rights, observers, draining, refreshUser, gate } = parts;
  const accepted = new WeakMap<Socket, { readonly connection: Connection<User>; readonly version: number }>();

  const tellDisconnect = (connection: Connection<User>, reason: string): void => {
    const whose = observedOf(connection);
    if (transports.wasCut(transportOf(connection.socket)))
      observers.tell({ type: 'limit', ...whose, limit: 'queue', name: null });
    observers.tell({ type: 'disconnect', ...whose, reason });
  };

  const onDisconnect = (connection: Connection<User>, reason: string): void => {
    lifecycle.finish(connection);
    if (observers.any) tellDisconnect(connection, reason);
    transports.gone(transportOf(connection.socket), connection.socket.nsp.name);
  };

  const onAccepted = (connection: Connection<User>, version: number): void => {
    accepted.set(connection.socket, { connection, version });
    // Both hold the connection and nothing else: one scope for the two of them.
    connection.socket.on('disconnect', (reason) => onDisconnect(connection, reason));
    // Synchronous, and before its first packet.
    connection.socket.use((packet, next) => gate(connection, packet, next));
  };

  watchServer(io, {
    handshake: createHandshake({ ...parts, onAccepted }),
    onConnection: (socket) => {
      const entry = accepted.get(socket);
      if (entry === undefined) return;
      accepted.delete(socket);
      // A listener that was there earlier may have ended it already.
      if (entry.connection.ended) return;
      transports.connected(transportOf(socket));
      // Let in just before the server began to go away: the client comes back by itself, to another one.
      if (draining.isOn) return transportOf(socket).close();
      lifecycle.begin(entry.connection);
      // Rights changed while the user was being looked up: what was found may be out of date.
      if (entry.version !== rights.version) void refreshUser(entry.connection);
    },
  });
}
