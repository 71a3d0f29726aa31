import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'socket.io';

/** The part of an Engine.IO connection that Roomkey looks at. */
export interface Transport {
  /** The first one; a connection that was upgraded has another socket than this. */
  readonly request: IncomingMessage;
  /** Of a websocket, `socket` is that of the `ws` package. */
  readonly transport: { readonly socket?: { terminate(): void } };
  readonly readyState: string;
  /** Not documented by Engine.IO: packets that wait because the transport is still busy with earlier ones. */
  readonly writeBuffer: readonly Packet[];
  /** `true`: without waiting for what is still to be sent. */
  close(discard?: boolean): void;
  on(event: 'packet' | 'packetCreate', listener: PacketListener): unknown;
  off(event: 'packet', listener: PacketListener): unknown;
  on(event: 'close', listener: (this: Transport) => void): unknown;
}

export interface Packet {
  readonly type: string;
  readonly data?: string | NodeJS.ArrayBufferView | ArrayBuffer;
}

export type PacketListener = (this: Transport, packet: Packet) => void;

/** Says no to a request for a new transport with a text, or lets it pass. */
export type AllowRequest = (
  request: IncomingMessage,
  answer: (refusal: string | null | undefined, allowed: boolean) => void,
) => void;

export interface Engine {
  readonly opts: { allowRequest?: AllowRequest; readonly cors?: unknown };
  on(event: 'connection', listener: (transport: Transport) => void): unknown;
}

/**
 * Engine.IO's own types call some of this private. This is the one place that says otherwise.
 *
 * @throws TypeError when the server is not attached to an HTTP server yet
 */
export function engineOf(io: Server): Engine {
  const engine: unknown = io.engine;
  if (engine === undefined)
    throw new TypeError('Roomkey: give the HTTP server to Socket.IO first: new Server(httpServer).');
  return engine as Engine;
}

export const transportOf = (socket: Socket): Transport => socket.conn as unknown as Transport;

/** Ends a transport whose client does not read: a close frame would wait behind all that is not read. */
export function destroy(transport: Transport): void {
  const { socket } = transport.transport;
  transport.close(true);
  if (socket === undefined) transport.request.socket.destroy();
  else socket.terminate();
}
