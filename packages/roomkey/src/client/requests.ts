import type { Socket } from 'socket.io-client';
import { isRoomkeyError, RoomkeyError } from '../errors/index.ts';
import type { Connection } from './connection.ts';
import { abortable, createDeadline } from './deadline.ts';
import { exchange } from './exchange.ts';
import { isAboutToken } from './outcome.ts';
import type { Renewal } from './renewal.ts';
import type { Session } from './session.ts';
import type { ClientClock, RequestOptions } from './types.ts';

export interface RequestsOptions {
  readonly connection: Connection;
  readonly session: Session;
  readonly renewal: Renewal;
  readonly clock: ClientClock;
  readonly timeoutMs: number;
}

export type SendRequest = (name: string, payload: unknown, options?: RequestOptions) => Promise<unknown>;

/**
 * Sends requests on the connection of the identity that asked for them, or not at all: what waits for a
 * connection waits here, never in the buffer of Socket.IO, which would send it as whoever comes next.
 */
export function createRequests({
  connection,
  session,
  renewal,
  clock,
  timeoutMs,
}: RequestsOptions): SendRequest {
  return async (name, payload, options = {}) => {
    let sent = false;
    const deadline = createDeadline(
      clock,
      options.timeoutMs ?? timeoutMs,
      () => new RoomkeyError(sent ? 'timeout' : 'unavailable'),
    );
    const stopWatching = session.epoch.subscribe(() => deadline.end(identityChanged()));
    const onAbort = () => deadline.end(options.signal?.reason);
    options.signal?.addEventListener('abort', onAbort);
    if (options.signal?.aborted) onAbort();

    const send = async (): Promise<unknown> => {
      const socket = usableSocket(connection) ?? (await nextSocket(connection, deadline.signal));
      sent = true;
      return exchange(socket, [name, payload], deadline).catch((error: unknown) => {
        if (!isRoomkeyError(error) || error.code !== 'draining') throw error;
        // The server did not run it: it is for the next one.
        sent = false;
        connection.drained(socket);
        return send();
      });
    };

    try {
      return await send().catch((error: unknown) => {
        if (!isRoomkeyError(error) || !isAboutToken(error, session)) throw error;
        // The server did not run it, so once more with a fresh token is safe.
        return abortable(renewal.now(), deadline.signal).then(send);
      });
    } finally {
      deadline.clear();
      stopWatching();
      options.signal?.removeEventListener('abort', onAbort);
    }
  };
}

const identityChanged = () =>
  new RoomkeyError('identity_mismatch', { message: 'The identity changed before there was an answer' });

function usableSocket(connection: Connection): Socket | null {
  const socket = connection.socket.get();
  return socket === null || connection.isDraining(socket) ? null : socket;
}

/** Resolves with the next usable socket; rejects when there will be none. */
function nextSocket(connection: Connection, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      for (const stop of stops) stop();
      finish();
    };
    const check = () => {
      const socket = usableSocket(connection);
      const state = connection.state.get();
      if (signal.aborted) settle(() => reject(signal.reason));
      else if (socket !== null) settle(() => resolve(socket));
      else if (state.status === 'failed') settle(() => reject(state.error));
      else if (state.status === 'closed') settle(() => reject(new RoomkeyError('unavailable')));
    };
    signal.addEventListener('abort', check);
    const stops = [
      connection.socket.subscribe(check),
      connection.state.subscribe(check),
      () => signal.removeEventListener('abort', check),
    ];
    check();
  });
}
