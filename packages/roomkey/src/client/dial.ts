import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { RoomkeyError } from '../errors/index.ts';
import { DRAINING_EVENT, readDrainingMessage, readSessionMessage, SESSION_EVENT } from '../protocol/index.ts';
import type { SessionMessage } from '../protocol/index.ts';
import { runAt } from './clock.ts';
import { fromConnectError } from './outcome.ts';
import type { ClientClock, ClientOptions } from './types.ts';

const ANSWER_TIMEOUT_MS = 20_000;

export interface DialOptions extends Pick<ClientOptions, 'url' | 'socketOptions'> {
  readonly clock: ClientClock;
}

export interface DialListener {
  /** The server said who the connection is: the first time that makes it usable. */
  onSession(message: SessionMessage): void;
  /** The server goes away: it answers what it was asked, takes no more, and will end the connection. */
  onDraining(): void;
  /** Once: refused, lost, or never answered. Not after `close`. */
  onEnd(error: RoomkeyError): void;
}

export interface Dialled {
  readonly socket: Socket;
  readonly close: () => void;
}

/**
 * One connection for one token. Manager and Socket are new each time: Socket.IO would flush what it
 * buffered for one identity to the next, and would send a second CONNECT on the same transport.
 */
export function dial(options: DialOptions, token: string | null, listener: DialListener): Dialled {
  const socket = createSocket(options, token);
  let reconnectAfterMs: number | null = null;

  const end = (error: RoomkeyError) => {
    close();
    listener.onEnd(error);
  };
  const onSession = (value: unknown) => {
    const message = readSessionMessage(value);
    if (message === null) return;
    cancelTimeout();
    listener.onSession(message);
  };
  const onDraining = (value: unknown) => {
    ({ reconnectAfterMs } = readDrainingMessage(value));
    listener.onDraining();
  };
  const onConnectError = (error: Error) => end(fromConnectError(error));
  const onDisconnect = (reason: string) => {
    const cause = new Error(reason);
    if (reconnectAfterMs === null) end(new RoomkeyError('unavailable', { cause }));
    else end(new RoomkeyError('draining', { retryAfterMs: reconnectAfterMs, cause }));
  };
  const cancelTimeout = runAt(options.clock, options.clock.now() + ANSWER_TIMEOUT_MS, () =>
    end(new RoomkeyError('unavailable', { cause: new Error('The server did not answer in time') })),
  );

  function close(): void {
    cancelTimeout();
    socket.off(SESSION_EVENT, onSession);
    socket.off(DRAINING_EVENT, onDraining);
    socket.off('connect_error', onConnectError);
    socket.off('disconnect', onDisconnect);
    socket.disconnect();
  }

  socket.on(SESSION_EVENT, onSession);
  socket.on(DRAINING_EVENT, onDraining);
  socket.on('connect_error', onConnectError);
  socket.on('disconnect', onDisconnect);
  socket.connect();
  return { socket, close };
}

function createSocket({ url, socketOptions }: DialOptions, token: string | null): Socket {
  const options = {
    ...socketOptions,
    auth: token === null ? {} : { token },
    forceNew: true,
    autoConnect: false,
    reconnection: false,
    retries: 0,
  };
  return url === undefined ? io(options) : io(url, options);
}
