import type { EventEmitter } from 'node:events';
import type { Socket } from 'socket.io';
import { expect, it } from 'vitest';
import { nextTurn, openHall } from '../fixtures/hall.ts';
import type { Delivery } from '../fixtures/hall.ts';

interface Inside {
  readonly fns: readonly unknown[];
  readonly conn: {
    readonly cleanupFn: readonly (() => void)[];
    readonly transport: { readonly socket: EventEmitter };
  };
}

const insideOf = (socket: Socket): Inside => socket as unknown as Inside;

/** What an application can read of how a client came. */
function visible({ handshake, request }: Socket): unknown {
  const { headers, url, httpVersion, method } = request;
  const { 'sec-websocket-key': _ofEach, ...common } = headers;
  const { time: _time, issued: _issued, ...rest } = handshake;
  const { 'sec-websocket-key': _again, ...handshakeHeaders } = rest.headers;
  return { common, url, httpVersion, method, handshake: { ...rest, headers: handshakeHeaders } };
}

async function enterWith(delivery: Delivery) {
  const hall = await openHall(delivery);
  const { client, socket } = await hall.enter({ extraHeaders: { 'user-agent': 'A browser/1.0' } });
  await nextTurn();
  await nextTurn();
  return { hall, client, socket };
}

it('leaves to be read what Socket.IO gives, except what holds the port of the server', async () => {
  const [fast, plain] = [await enterWith('fast'), await enterWith('plain')];
  const withoutPort = (seen: unknown): unknown =>
    JSON.parse(JSON.stringify(seen).replaceAll(/:\d{4,5}/g, ''));
  expect(withoutPort(visible(fast.socket))).toEqual(withoutPort(visible(plain.socket)));
  expect(fast.socket.handshake.headers).toBe(fast.socket.request.headers);
  await Promise.all([fast.hall.close(), plain.hall.close()]);
});

it('takes away the listener that Engine.IO forgets, and leaves the one that hears errors', async () => {
  const { hall, socket } = await enterWith('fast');
  const names = insideOf(socket)
    .conn.transport.socket.listeners('error')
    .map(({ name }) => name);
  expect(names).toEqual(['bound onError']);
  await hall.close();
});

/** What holds the response that Engine.IO makes of an upgrade. */
const holdsResponse = ({ request }: Socket): boolean =>
  request.socket.listeners('close').some((listener) => listener.toString() === '() => this.emit("close")');

it('lets go of the response to the upgrade, unless there is middleware that may have it', async () => {
  const { hall, socket } = await enterWith('fast');
  expect(holdsResponse(socket)).toBe(false);
  hall.io.engine.use((_request: unknown, _response: unknown, next: () => void) => next());
  const { socket: other } = await hall.enter();
  expect(holdsResponse(other)).toBe(true);
  await hall.close();
});

it('is still needed: Engine.IO forgets its listener, and keeps the lists that are trimmed', async () => {
  const { hall, socket } = await enterWith('plain');
  const { conn, fns } = insideOf(socket);
  expect(holdsResponse(socket)).toBe(true);
  expect(conn.transport.socket.listeners('error').map(({ name }) => name)).toContain('onUpgradeError');
  expect(conn.cleanupFn).toEqual([expect.any(Function)]);
  expect(fns).toEqual([]);
  await hall.close();
});

it('keeps middleware of a socket in order, what was there before and what comes later', async () => {
  const hall = await openHall('fast');
  const seen: string[] = [];
  hall.io.on('connection', (socket) =>
    socket.use((_packet, next) => {
      seen.push('before');
      next();
    }),
  );
  const { client, socket } = await hall.enter();
  await nextTurn();
  await nextTurn();
  socket.use((_packet, next) => {
    seen.push('after');
    next();
  });
  socket.on('news', () => seen.push('listener'));
  client.emit('news');
  await expect.poll(() => seen).toEqual(['before', 'after', 'listener']);
  await hall.close();
});

it('does not keep a client that polls from a websocket', async () => {
  const hall = await openHall('fast');
  const { client, socket } = await hall.enter({ transports: ['polling', 'websocket'] });
  await expect.poll(() => client.io.engine.transport.name).toBe('websocket');
  const closed = new Promise<unknown>((resolve) => void socket.on('disconnect', resolve));
  client.disconnect();
  expect(await closed).toBe('client namespace disconnect');
  await hall.close();
});
