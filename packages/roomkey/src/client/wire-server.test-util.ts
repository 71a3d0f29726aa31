import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import { vi } from 'vitest';
import { z } from 'zod';
import { defineContract } from '../contract/index.ts';
import { ERROR_CODES, RoomkeyError } from '../errors/index.ts';
import { toWireError } from '../protocol/index.ts';
import type { Ack, PublicUser, SessionMessage } from '../protocol/index.ts';

export const testContract = defineContract({
  rooms: {
    post: { params: { postId: z.string() }, allow: 'user', presence: true },
    watch: { params: { postId: z.string() }, allow: 'anyone' },
  },
  requests: {
    like: { room: 'post', output: z.object({ likes: z.number() }), allow: 'user' },
    echo: { input: z.object({ text: z.string() }), output: z.string(), allow: 'anyone' },
  },
  events: {
    liked: { room: ['post', 'watch'], data: z.object({ likes: z.number() }) },
    typing: { room: 'post', data: z.object({ name: z.string() }) },
    score: { room: 'post', data: z.object({ version: z.number() }), delivery: 'latest' },
  },
});

export const ada: PublicUser = { id: 'u1', name: 'Ada', role: 'user', avatar: null };
export const bob: PublicUser = { id: 'u2', name: 'Bob', role: 'user', avatar: null };

export function signedIn(user: PublicUser, expiresIn = 600_000): SessionMessage {
  return { state: 'authenticated', user, reason: null, expiresIn, serverTime: Date.now() };
}

export function notSignedIn(reason = 'token_missing'): SessionMessage {
  return { state: 'anonymous', user: null, reason, expiresIn: null, serverTime: Date.now() };
}

export const denial = (error: RoomkeyError): Ack => ({ ok: false, error: toWireError(error) });

export interface Received {
  readonly name: string;
  readonly payload: unknown;
  /** The token of the connection that it came on. */
  readonly token: string | null;
}

/** A plain Socket.IO server that speaks the wire, with each answer chosen by the test. */
export interface WireServer extends AsyncDisposable {
  readonly url: string;
  /** How many transports were opened. */
  readonly transports: () => number;
  /** The token of each handshake, in order. */
  readonly handshakes: (string | null)[];
  readonly received: Received[];
  /** Who a token is; a thrown RoomkeyError refuses the connection. */
  handshake: (token: string | null) => SessionMessage;
  /** The acknowledgement of an event; null: never. */
  answer: (name: string, payload: unknown, socket: Socket) => Ack | null;
  sockets(): Socket[];
  emit(event: string, data: unknown): void;
  of(name: string): unknown[];
}

export async function createWireServer(): Promise<WireServer> {
  const http = createServer();
  const io = new Server(http, { transports: ['websocket'], serveClient: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;

  let transports = 0;
  io.engine.on('connection', () => (transports += 1));

  const server: WireServer = {
    transports: () => transports,
    url: `http://127.0.0.1:${port}`,
    handshakes: [],
    received: [],
    handshake: (token) => (token === null ? notSignedIn() : signedIn(ada)),
    answer: () => ({ ok: true, data: undefined }),
    sockets: () => [...io.sockets.sockets.values()],
    emit: (event, data) => void io.emit(event, data),
    of: (name) => server.received.filter((one) => one.name === name).map((one) => one.payload),
    async [Symbol.asyncDispose]() {
      await io.close();
    },
  };

  io.use((socket, next) => {
    const token = tokenOf(socket);
    server.handshakes.push(token);
    try {
      socket.data.session = server.handshake(token);
      next();
    } catch (error) {
      next(refusal(error));
    }
  });
  io.on('connection', (socket) => {
    socket.emit('session', socket.data.session);
    socket.onAny((name: string, payload: unknown, ack?: (answer: Ack) => void) => {
      server.received.push({ name, payload, token: tokenOf(socket) });
      const answer = server.answer(name, payload, socket);
      if (answer !== null) ack?.(answer);
    });
  });
  return server;
}

function tokenOf(socket: Socket): string | null {
  const token: unknown = socket.handshake.auth['token'];
  return typeof token === 'string' ? token : null;
}

function refusal(error: unknown): Error {
  if (!(error instanceof RoomkeyError)) return new Error('not a refusal of the wire');
  const data = { code: error.code, retry: ERROR_CODES[error.code].retry, retryAfterMs: error.retryAfterMs };
  return Object.assign(new Error(error.message), { data });
}

/** Waits until a check passes; the deadline is only for what never comes, also on a busy machine. */
export const eventually = (check: () => void): Promise<void> =>
  vi.waitFor(check, { timeout: 5_000, interval: 5 });
