import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server } from 'node:http';
import { createHttpServer } from '../../src/http/http-server.ts';

describe('somebody who is slow on purpose', () => {
  let server: Server;

  beforeAll(async () => {
    const short = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 50 };
    server = createHttpServer((request, response) => {
      request.resume().on('end', () => response.end('done'));
    }, short);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  const open = (): Socket => connect((server.address() as AddressInfo).port, '127.0.0.1');

  /** A byte now and then, for as long as the server listens. */
  const drip = (socket: Socket, byte: string): Socket => {
    const timer = setInterval(() => socket.write(byte), 20);
    socket.on('close', () => clearInterval(timer)).on('error', () => {});
    return socket;
  };

  it.each([
    ['says nothing', () => open()],
    [
      'never ends the headers',
      () => {
        const socket = open();
        socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
        return drip(socket, 'x');
      },
    ],
    [
      'never ends the body',
      () => {
        const socket = open();
        socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n');
        return drip(socket, 'x');
      },
    ],
    [
      'begins an upgrade and does not end it',
      () => {
        const socket = open();
        socket.write('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\n');
        return drip(socket, 'x');
      },
    ],
  ])('is told so and cut: who %s', async (_what, begin) => {
    const answer = await text(begin()).catch(() => 'cut');
    expect(answer).toMatch(/^cut$|^HTTP\/1\.1 408 .*"code":"timeout"/s);
  });

  it('does not keep others waiting', async () => {
    const idle = Array.from({ length: 300 }, open);
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await response.text()).toBe('done');
    await Promise.all(idle.map((socket) => text(socket).catch(() => 'cut')));
  });
});

it('gives nobody longer than it says, and takes no more headers', () => {
  expect(createHttpServer(() => {})).toMatchObject({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    maxHeadersCount: 100,
  });
});
