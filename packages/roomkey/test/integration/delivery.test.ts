import { Socket as TcpSocket } from 'node:net';
import type { Socket as ServerSocket } from 'socket.io';
import { describe, expect, it } from 'vitest';
import { engineSocketOf, tcpOf } from '../../src/server/delivery/engine-socket.ts';
import { installDelivery } from '../../src/server/delivery/install.ts';
import { createHarness } from '../../src/testing/index.ts';
import { caughtUp, heardBy, openHall } from '../fixtures/hall.ts';
import type { Guest } from '../fixtures/hall.ts';

/** What each guest has heard of `event` once all of them have caught up. */
async function hear(guests: readonly Guest[], act: () => void, event = 'news'): Promise<unknown[][]> {
  const heard = guests.map((guest) => heardBy(guest, event));
  act();
  await Promise.all(guests.map(caughtUp));
  return heard;
}

describe.each(['fast', 'plain', 'unwatched'] as const)('a broadcast, %s', (delivery) => {
  it('reaches everybody, a room, or rooms, and each member once', async () => {
    await using hall = await openHall(delivery);
    const [ada, bob, cy] = (await hall.enterAll(3)) as [Guest, Guest, Guest];
    void ada.socket.join(['red', 'blue']);
    void bob.socket.join('blue');
    const heard = await hear([ada, bob, cy], () => {
      hall.io.emit('news', 'all');
      hall.io.to('blue').emit('news', 'blue');
      hall.io.to('red').to('blue').to(cy.socket.id).emit('news', 'each once');
      hall.io.to('nobody').emit('news', 'nobody');
    });
    expect(heard).toEqual([
      ['all', 'blue', 'each once'],
      ['all', 'blue', 'each once'],
      ['all', 'each once'],
    ]);
  });

  it('leaves out whom it excepts, by connection or by room', async () => {
    await using hall = await openHall(delivery);
    const [ada, bob, cy] = (await hall.enterAll(3)) as [Guest, Guest, Guest];
    void ada.socket.join('red');
    void bob.socket.join(['red', 'mute']);
    const heard = await hear([ada, bob, cy], () => {
      ada.socket.broadcast.emit('news', 'all but ada');
      hall.io.to('red').except('mute').emit('news', 'red but mute');
      hall.io.except(['mute', ada.socket.id]).emit('news', 'all but ada and mute');
      hall.io.local.emit('news', 'local');
    });
    expect(heard).toEqual([
      ['red but mute', 'local'],
      ['all but ada', 'local'],
      ['all but ada', 'all but ada and mute', 'local'],
    ]);
  });

  it('reaches who is in the room at that moment', async () => {
    await using hall = await openHall(delivery);
    const [ada, bob] = (await hall.enterAll(2)) as [Guest, Guest];
    const heard = await hear([ada, bob], () => {
      void ada.socket.join('red');
      hall.io.to('red').emit('news', 1);
      hall.io.in('red').socketsLeave('red');
      hall.io.socketsJoin('blue');
      hall.io.to('red').emit('news', 2);
      hall.io.to('blue').emit('news', 3);
      void bob.socket.leave('blue');
      hall.io.to('blue').emit('news', 4);
    });
    expect(heard).toEqual([[1, 3, 4], [3]]);
  });

  it('carries text, unicode, large and binary data', async () => {
    await using hall = await openHall(delivery);
    const [ada] = (await hall.enterAll(1)) as [Guest];
    const values = ['', 'a'.repeat(117), 'a'.repeat(118), 'ß€😀', 'x'.repeat(70_000), { n: [1, null] }];
    const [heard] = await hear([ada], () => {
      for (const value of values) hall.io.emit('news', value);
      hall.io.emit('news', { bytes: Buffer.from([1, 2, 3]) });
      hall.io.emit('news', 'last');
    });
    expect(heard).toEqual([...values, { bytes: Buffer.from([1, 2, 3]) }, 'last']);
  });

  it('collects acknowledgements', async () => {
    await using hall = await openHall(delivery);
    const guests = await hall.enterAll(3);
    for (const [index, { client }] of guests.entries())
      client.on('count', (reply: (value: number) => void) => reply(index));
    const answers = (await hall.io.timeout(2000).emitWithAck('count')) as number[];
    expect(answers.toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
  });

  it('tells the listeners of everything that goes out', async () => {
    await using hall = await openHall(delivery);
    const [ada] = (await hall.enterAll(1)) as [Guest];
    const sent: unknown[][] = [];
    const once = (...args: unknown[]): void => {
      sent.push(args);
      ada.socket.offAnyOutgoing(once);
    };
    ada.socket.onAnyOutgoing(once);
    ada.socket.onAnyOutgoing((...args) => sent.push(args));
    hall.io.emit('news', 1, 2);
    expect(sent).toEqual([
      ['news', 1, 2],
      ['news', 1, 2],
    ]);
  });

  it('stays in its namespace', async () => {
    await using hall = await openHall(delivery);
    hall.io.of('/later').on('connection', (socket) => void socket.join('red'));
    const main = await hall.enter();
    const later = await hall.enter({}, '/later');
    void main.socket.join('red');
    const heard = await hear([main, later], () => {
      hall.io.to('red').emit('news', 'main');
      hall.io.of('/later').to('red').emit('news', 'later');
    });
    expect(heard).toEqual([['main'], ['later']]);
  });

  it('reaches members that poll, and in order while they change to websocket', async () => {
    await using hall = await openHall(delivery);
    const polling = await hall.enter({ transports: ['polling'] });
    const met = new Promise<ServerSocket>((resolve) => hall.io.once('connection', resolve));
    const changing = hall.client(undefined, { transports: ['polling', 'websocket'] }).connect();
    const guests = [polling, { client: changing, socket: await met }];
    const heard = guests.map((guest) => heardBy(guest, 'news'));
    let count = 0;
    while (!guests.every(({ socket }) => socket.conn.upgraded || socket === polling.socket)) {
      for (let burst = 0; burst < 3; burst += 1) hall.io.emit('news', (count += 1));
      await caughtUp(polling);
    }
    for (let burst = 0; burst < 3; burst += 1) hall.io.emit('news', (count += 1));
    await Promise.all(guests.map(caughtUp));
    const all = Array.from({ length: count }, (_, index) => index + 1);
    expect(heard).toEqual([all, all]);
  });

  it('reaches members whose server compresses', async () => {
    await using hall = await openHall(delivery, { perMessageDeflate: { threshold: 10 } });
    const guest = await hall.enter();
    const [heard] = await hear([guest], () => {
      for (let count = 0; count < 20; count += 1) hall.io.emit('news', `${count}`.repeat(50));
    });
    expect(heard).toEqual(Array.from({ length: 20 }, (_, count) => `${count}`.repeat(50)));
  });

  it('arrives before the end that follows it', async () => {
    await using hall = await openHall(delivery);
    const [ada, bob] = (await hall.enterAll(2)) as [Guest, Guest];
    const heard = [ada, bob].map((guest) => heardBy(guest, 'news'));
    const gone = [ada, bob].map(
      ({ client }) => new Promise<void>((resolve) => client.once('disconnect', () => resolve())),
    );
    hall.io.emit('news', 1);
    ada.socket.emit('news', 2);
    ada.socket.disconnect(true);
    bob.socket.conn.close();
    await Promise.all(gone);
    expect(heard).toEqual([[1, 2], [1]]);
  });
});

describe('delivery', () => {
  // Without any of these it still works, as slowly as before: a new version of Socket.IO must not take it away unseen.
  it('finds what it builds on', async () => {
    await using hall = await openHall('fast');
    const { socket } = await hall.enter();
    const upgraded = hall.client(undefined, { transports: ['polling', 'websocket'] });
    const met = new Promise<ServerSocket>((resolve) => hall.io.once('connection', resolve));
    upgraded.connect();
    const other = await met;
    await expect.poll(() => other.conn.upgraded).toBe(true);
    expect(tcpOf(engineSocketOf(socket))).toBeInstanceOf(TcpSocket);
    expect(tcpOf(engineSocketOf(other))).toBeInstanceOf(TcpSocket);
    expect(socket.nsp.adapter.constructor.name).toBe('DeliveryAdapter');
    expect(engineSocketOf(socket)).toMatchObject({ writeBuffer: [], transport: { writable: true } });
  });

  it('ends no server before what was sent', async () => {
    await using hall = await openHall('fast');
    const guest = await hall.enter();
    const heard = heardBy(guest, 'news');
    const gone = new Promise<void>((resolve) => guest.client.once('disconnect', () => resolve()));
    for (const value of [1, 2, 3]) guest.socket.emit('news', value);
    void hall.io.close();
    await gone;
    expect(heard).toEqual([1, 2, 3]);
  });

  it('keeps the headers of a handshake once, and both forms until the application has seen it', async () => {
    await using hall = await openHall('fast');
    const seen: number[] = [];
    hall.io.on('connection', ({ request }) => seen.push(request.rawHeaders.length));
    const { socket } = await hall.enter({ extraHeaders: { 'x-from': 'here' } });
    expect(seen[0]).toBeGreaterThan(0);
    await expect.poll(() => socket.request.rawHeaders).toEqual([]);
    expect(socket.request.headers['x-from']).toBe('here');
    expect(socket.handshake.headers['x-from']).toBe('here');
  });

  it('keeps the listeners of the adapters that it replaces', async () => {
    const rooms: string[] = [];
    await using harness = await createHarness((io) => {
      io.of('/').adapter.on('create-room', (room: string) => rooms.push(room));
      installDelivery(io);
    });
    void harness.io.of('/').adapter.addAll('somebody', new Set(['red']));
    expect(rooms).toEqual(['red']);
  });

  it("leaves an application's own adapter alone", async () => {
    await using own = await createHarness(() => undefined);
    class OwnAdapter extends (own.io.adapter() as new (namespace: unknown) => object) {}
    await using harness = await createHarness((io) => {
      io.adapter(OwnAdapter as never);
      installDelivery(io);
    });
    expect(harness.io.of('/').adapter).toBeInstanceOf(OwnAdapter);
    expect(harness.io.of('/later').adapter.constructor).toBe(OwnAdapter);
  });
});
