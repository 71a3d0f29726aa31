import type { IncomingMessage } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';
import { engineSocketOf } from './engine-socket.ts';
import type { EngineSocket } from './engine-socket.ts';
import { createSharedTexts } from './shared-texts.ts';
import type { ShareText } from './shared-texts.ts';

/**
 * Lets go of what Node, Engine.IO and Socket.IO keep twice or for nothing as long as a connection lives: about
 * 700 bytes, and more with the headers of a browser. What can be read of a connection stays as it is.
 */
export function createSpareMemory(): (socket: Socket) => void {
  const share = createSharedTexts();
  return (socket) => {
    const connection = engineSocketOf(socket);
    const { request } = connection;
    // A WebTransport session has no request, whatever the types of Socket.IO say.
    if (request !== undefined) spareRequest(request, share);
    spareHandshake(socket, share);
    spareListeners(connection);
    spareLists(socket as unknown as SocketLists, connection);
  };
}

/** Headers that are the same for many: Node makes a string for each connection. */
const COMMON_HEADERS = [
  'host',
  'upgrade',
  'connection',
  'origin',
  'user-agent',
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'pragma',
  'sec-websocket-version',
  'sec-websocket-extensions',
  'x-forwarded-proto',
  'x-forwarded-host',
] as const;

const NONE: readonly string[] = Object.freeze([]);

function spareRequest(request: IncomingMessage, share: ShareText): void {
  const { headers, url, httpVersion } = request;
  for (const name of COMMON_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string') headers[name] = share(value);
  }
  if (url !== undefined) request.url = share(url);
  request.httpVersion = share(httpVersion);
  // The same headers once more: `headers` has been read from them before.
  request.rawHeaders = NONE as string[];
  request.rawTrailers = NONE as string[];
}

function spareHandshake({ handshake }: Socket, share: ShareText): void {
  handshake.url = share(handshake.url);
  handshake.time = share(handshake.time);
}

/** Engine.IO's listener for the time of the upgrade, which it takes away from some websockets and forgets on others. */
const UPGRADE_LISTENER = 'onUpgradeError';

function spareListeners({ transport: { socket } }: EngineSocket): void {
  if (socket === undefined || socket.listenerCount('error') < 2) return;
  for (const listener of socket.listeners('error'))
    if (listener.name === UPGRADE_LISTENER) socket.off('error', listener as () => void);
}

/** What Engine.IO listens for on behalf of the response that it hands to its middleware. */
const RESPONSE_LISTENER = '() => this.emit("close")';

/**
 * Engine.IO makes a response of each upgrade for its middleware, and the TCP socket holds it as long as it is open. To
 * be called while the upgrade is answered, when the response's listener is the last one: without middleware nobody else
 * has the response.
 */
export function forgetResponse(engine: object, socket: TcpSocket): void {
  if (!('middlewares' in engine) || !Array.isArray(engine.middlewares) || engine.middlewares.length > 0)
    return;
  const listener = socket.listeners('close').at(-1);
  if (listener?.toString() === RESPONSE_LISTENER) socket.off('close', listener as () => void);
}

/** Lists that get an entry or two, where an array that is pushed to makes room for 17. */
interface SocketLists {
  fns?: unknown;
}

function spareLists(socket: SocketLists, connection: EngineSocket): void {
  if (Array.isArray(socket.fns)) socket.fns = socket.fns.slice();
  if (Array.isArray(connection.cleanupFn)) connection.cleanupFn = connection.cleanupFn.slice();
}
