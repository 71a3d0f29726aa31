import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';

/** A connection of Engine.IO, with what its own types call private: this is the one place that says otherwise. */
export interface EngineSocket {
  readonly readyState: string;
  readonly transport: EngineTransport;
  /** Packets that wait because the transport is still busy with earlier ones. */
  readonly writeBuffer: readonly EnginePacket[];
  /** None for a WebTransport session. */
  readonly request?: IncomingMessage;
  cleanupFn?: unknown;
  write(data: unknown, options: PacketOptions): unknown;
}

export interface EngineTransport {
  readonly name: string;
  /** Whether the next packet is handed to the transport at once, rather than put into `writeBuffer`. */
  writable: boolean;
  readonly perMessageDeflate?: unknown;
  readonly socket?: WebSocketView;
}

/** What Engine.IO's transport holds of the `ws` package. */
interface WebSocketView extends Pick<EventEmitter, 'listeners' | 'listenerCount' | 'off'> {
  readonly readyState: number;
  readonly _socket?: unknown;
  readonly _receiver?: unknown;
}

export interface EnginePacket {
  readonly type: string;
  readonly data?: unknown;
  options: PacketOptions;
}

export interface PacketOptions {
  readonly compress?: boolean | undefined;
  /** A ready frame, which Engine.IO's websocket transport writes instead of making one from the data. */
  readonly wsPreEncodedFrame?: readonly [Buffer];
}

const WEBSOCKET_OPEN = 1;

export const engineSocketOf = (socket: Socket): EngineSocket => socket.conn as unknown as EngineSocket;

/**
 * The TCP (or TLS) socket below an open websocket; null for every other transport, for one that compresses (its
 * frames are made later, in a queue of their own), and for a websocket of another make.
 */
export function tcpOf({ transport }: EngineSocket): TcpSocket | null {
  if (transport.name !== 'websocket' || Boolean(transport.perMessageDeflate)) return null;
  const { socket } = transport;
  if (socket === undefined || socket.readyState !== WEBSOCKET_OPEN) return null;
  return socket._socket instanceof TcpSocket ? socket._socket : null;
}
