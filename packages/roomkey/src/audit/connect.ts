import type * as SocketIo from 'socket.io-client';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';
import { track } from './connection.ts';
import type { Connection } from './connection.ts';
import { Unreachable } from './failures.ts';
import type { Limits } from './limits.ts';
import { isRecord } from './words.ts';

export type SocketIoClient = Pick<typeof SocketIo, 'io' | 'Manager'>;

export interface Dialer {
  readonly client: SocketIoClient;
  readonly url: URL;
  readonly limits: Limits;
}

/** What a client brings to the door. */
export interface Knock {
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Refusal {
  readonly accepted: false;
  readonly message: string;
  readonly data: unknown;
}

/** @throws Unreachable when nothing answers; a refusal is an answer */
export async function connect({ client, url, limits }: Dialer, knock: Knock): Promise<Connection | Refusal> {
  const socket = client.io(url.href, optionsFor(knock, limits));
  try {
    const visit = track(socket, limits);
    const refusal = await opened(socket, limits);
    if (refusal !== null) {
      socket.disconnect();
      return refusal;
    }
    await visit.settled();
    return visit.connection;
  } catch (error) {
    socket.disconnect();
    throw error;
  }
}

function optionsFor(knock: Knock, limits: Limits): Partial<ManagerOptions & SocketOptions> {
  return {
    forceNew: true,
    autoConnect: false,
    reconnection: false,
    transports: ['websocket'],
    timeout: limits.connectMs,
    auth: { ...knock.auth },
    ...(knock.query === undefined ? {} : { query: { ...knock.query } }),
    ...(knock.headers === undefined ? {} : { extraHeaders: { ...knock.headers } }),
  };
}

function opened(socket: Socket, limits: Limits): Promise<Refusal | null> {
  return new Promise((resolve, reject) => {
    const refuse = (message: string, data?: unknown): void => settle({ accepted: false, message, data });
    const settle = (refusal: Refusal | null): void => {
      clearTimeout(timer);
      resolve(refusal);
    };
    const timer = setTimeout(() => refuse('no answer to the CONNECT packet'), limits.connectMs);
    socket.once('connect', () => settle(null));
    socket.once('disconnect', () => refuse('closed without an answer'));
    socket.once('connect_error', (error) => {
      const status = httpRefusal(error);
      if (status !== null) return refuse(`HTTP ${status}`);
      // Only an answer to the CONNECT packet carries `data`, be it undefined.
      if ('data' in error) return refuse(error.message, error.data);
      clearTimeout(timer);
      return reject(new Unreachable(describe(error)));
    });
    socket.connect();
  });
}

/** Socket.IO tells why the transport did not open in a field of its error. */
function describe(error: Error): string {
  const description = 'description' in error && isRecord(error.description) ? error.description : {};
  const text = description['message'];
  return typeof text === 'string' && text !== '' ? text : error.message;
}

/** A server may refuse at the upgrade already; any other status is no Socket.IO server, or a dead one. */
function httpRefusal(error: Error): string | null {
  return /Unexpected server response: (401|403|429)/.exec(describe(error))?.[1] ?? null;
}
