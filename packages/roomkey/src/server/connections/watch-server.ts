import type { Namespace, Server, Socket } from 'socket.io';
import type { HandshakeMiddleware } from './handshake.ts';

export interface ServerHooks {
  readonly handshake: HandshakeMiddleware;
  /** Called once a connection is announced to the client, before any listener of the application. */
  readonly onConnection: (socket: Socket) => void;
}

/**
 * Puts the handshake before every namespace, those of today and those that come later: Socket.IO's middleware
 * covers only its own.
 */
export function watchServer(io: Server, hooks: ServerHooks): void {
  const cover = (namespace: Namespace): void => {
    namespace.use(hooks.handshake);
    namespace.on('connection', hooks.onConnection);
  };
  for (const namespace of io._nsps.values()) cover(namespace);
  io.on('new_namespace', cover);
}

/**
 * Socket.IO's recovery restores rooms and missed packets by itself, outside of every check of ours.
 *
 * @throws TypeError when it is on
 */
export function assertNoRecovery(io: Server): void {
  if (io._opts.connectionStateRecovery !== undefined) {
    throw new TypeError(
      'Roomkey: switch off "connectionStateRecovery". It restores rooms and packets outside of all checks; Roomkey clients rejoin after they are authenticated.',
    );
  }
}
