import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import { RoomkeyError } from 'roomkey/contract';

/** How long a client may take, in milliseconds, and how much it may say before it is understood. */
export interface HttpLimits {
  /** From the connection, or the first byte of a further request, to the end of the headers. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** How long an answered connection is kept. */
  readonly keepAliveTimeout: number;
  readonly connectionsCheckingInterval: number;
  readonly maxHeaderSize: number;
}

const LIMITS: HttpLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Longer than the 60 s of usual proxies: whoever closes first must be the one who would send.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
};
const MAX_HEADERS = 100;

/** A server that lets nobody hold a connection by being slow, and answers what is not HTTP as it answers all else. */
export function createHttpServer(listener: RequestListener, limits: Partial<HttpLimits> = {}): Server {
  const server = createServer({ ...LIMITS, ...limits }, listener);
  server.maxHeadersCount = MAX_HEADERS;
  return server.on('clientError', answerClientError);
}

function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  const isFresh = socket instanceof Socket && socket.bytesWritten === 0;
  // Into the middle of another answer nothing can be said.
  if (error.code === 'ECONNRESET' || !socket.writable || !isFresh) {
    socket.destroy();
    return;
  }
  const { status, failure } = refusalOf(error.code);
  const body = JSON.stringify({ error: { code: failure.code, message: failure.message } });
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

function refusalOf(code: string | undefined): { readonly status: string; readonly failure: RoomkeyError } {
  if (code === 'HPE_HEADER_OVERFLOW')
    return { status: '431 Request Header Fields Too Large', failure: new RoomkeyError('payload_too_large') };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { status: '408 Request Timeout', failure: new RoomkeyError('timeout') };
  return { status: '400 Bad Request', failure: new RoomkeyError('invalid_payload') };
}
