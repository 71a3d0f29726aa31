import { once } from 'node:events';
import { io } from 'socket.io-client';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';

const DEADLINE_MS = 10_000;

// oxlint-disable-next-line typescript/no-explicit-any -- answers are what the tests are about: their shape is asserted, not assumed
export type Answer = any;

export type ConnectOptions = Partial<ManagerOptions & SocketOptions>;

/** A Socket.IO client of its own transport, not yet connected for sure. */
export const socketTo = (url: string, options: ConnectOptions = {}): Socket =>
  io(url, { transports: ['websocket'], forceNew: true, reconnection: false, ...options });

/** Settles with what the client is told of its session right after it connected. @throws what it was refused with */
export async function sessionOf(socket: Socket): Promise<Answer> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const refused = once(socket as never, 'connect_error', { signal }).then(([error]) => {
    throw error;
  });
  const [session] = await Promise.race([once(socket as never, 'session', { signal }), refused]);
  refused.catch(() => undefined);
  return session;
}

export const ask = (socket: Socket, name: string, ...payload: unknown[]): Promise<Answer> =>
  socket.timeout(DEADLINE_MS).emitWithAck(name, ...payload);

/** Everything a socket hears from now on, as [event, data]. */
export function record(socket: Socket): [string, Answer][] {
  const heard: [string, Answer][] = [];
  socket.onAny((event: string, data: unknown) => heard.push([event, data]));
  return heard;
}
