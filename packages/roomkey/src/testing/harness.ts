import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import type { ServerOptions } from 'socket.io';
import { io } from 'socket.io-client';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';

/** A real Socket.IO server on a free port of this machine, and bare clients for it. */
export interface Harness extends AsyncDisposable {
  readonly io: Server;
  readonly url: string;
  /** A bare `socket.io-client`, not yet connected, that is closed with the harness. */
  client(token?: unknown, options?: Partial<ManagerOptions & SocketOptions>): Socket;
  /** As `client`, connected, and told by `session` who it is. Rejects with the `connect_error`. */
  connect(token?: unknown, options?: Partial<ManagerOptions & SocketOptions>): Promise<Socket>;
  close(): Promise<void>;
}

/**
 * Starts a server for a test and hands it to `attach`, which puts Roomkey on it.
 *
 * @example
 * await using harness = await createHarness((io) => attachRoomkey(io, options));
 * const socket = await harness.connect(await mint.mint({ userId: 'alice' }));
 */
export async function createHarness(
  attach: (io: Server) => unknown,
  serverOptions: Partial<ServerOptions> = {},
): Promise<Harness> {
  const http = createServer();
  const server = new Server(http, { serveClient: false, ...serverOptions });
  attach(server);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const clients: Socket[] = [];

  const client: Harness['client'] = (token, options = {}) => {
    const auth = token === undefined ? {} : { token };
    const socket = io(url, { forceNew: true, reconnection: false, autoConnect: false, auth, ...options });
    clients.push(socket);
    return socket;
  };

  const close = async (): Promise<void> => {
    for (const socket of clients) socket.disconnect();
    await server.close();
  };

  return {
    io: server,
    url,
    client,
    connect: (token, options) => opened(client(token, options)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function opened(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('session', () => resolve(socket));
    socket.once('connect_error', reject);
    socket.connect();
  });
}
