import { Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { engineSocketOf } from '../../src/server/delivery/engine-socket.ts';
import { caughtUp, heardBy, nextTurn, openHall } from '../fixtures/hall.ts';
import type { Delivery } from '../fixtures/hall.ts';
import { openReader } from '../fixtures/reader.ts';
import { setStage } from '../fixtures/stage.ts';
import { countWrites } from '../fixtures/writes.ts';

// What it costs that does not depend on the machine.

/** Data that counts how often it is looked at to be encoded. */
function counted(): { readonly data: object; readonly looks: () => number } {
  let looks = 0;
  const toJSON = (): object => {
    looks += 1;
    return { text: 'news' };
  };
  return { data: { toJSON }, looks: () => looks };
}

describe('a broadcast to fifty members', () => {
  it('is encoded as often as an event to one', async () => {
    await using hall = await openHall('fast');
    const [first] = await hall.enterAll(50);
    const one = counted();
    first?.socket.emit('news', one.data);
    const all = counted();
    hall.io.emit('news', all.data);
    expect(all.looks()).toBe(one.looks());
  });

  it.each([1, 4, 16])('takes one write a member, with %i events in a turn', async (events) => {
    await using hall = await openHall('fast');
    const writes = countWrites(hall);
    const guests = await hall.enterAll(50);
    const heard = guests.map((guest) => heardBy(guest, 'news'));
    await Promise.all(guests.map(caughtUp));
    await nextTurn();
    writes();
    for (let event = 0; event < events; event += 1) hall.io.emit('news', event);
    await expect.poll(() => heard.every(({ length }) => length === events)).toBe(true);
    expect(writes()).toBe(50);
  });

  it('shares its write with what else a member is sent in that turn', async () => {
    await using hall = await openHall('fast');
    const writes = countWrites(hall);
    const guests = await hall.enterAll(50);
    const heard = guests.map((guest) => heardBy(guest, 'news'));
    await Promise.all(guests.map(caughtUp));
    await nextTurn();
    writes();
    for (const { socket } of guests) socket.emit('news', 'own');
    hall.io.emit('news', 'all');
    for (const { socket } of guests) socket.emit('news', { bytes: Buffer.from('own') });
    await expect.poll(() => heard.every(({ length }) => length === 3)).toBe(true);
    expect(writes()).toBe(50);
  });
});

describe('a hundred requests that arrive together', () => {
  it('are answered in one write', async () => {
    await using hall = await openHall('fast');
    const writes = countWrites(hall);
    const reader = await openReader(hall);
    reader.socket.on('request', (done: () => void) => done());
    await nextTurn();
    writes();
    reader.send(Array.from({ length: 100 }, (_, id) => `42${id}["request"]`));
    await expect.poll(() => reader.frames.filter((frame) => frame.startsWith('43')).length).toBe(100);
    expect(writes()).toBe(1);
    reader.close();
  });
});

describe('the end of a connection', () => {
  async function endsOfReceiver(delivery: Delivery): Promise<number> {
    await using hall = await openHall(delivery);
    const { client, socket } = await hall.enter();
    const receiver = engineSocketOf(socket).transport.socket?._receiver;
    using end = vi.spyOn(Writable.prototype, 'end');
    client.disconnect();
    await expect.poll(() => hall.io.engine.clientsCount).toBe(0);
    return end.mock.contexts.filter((context) => context === receiver).length;
  }

  it('ends its receiver once', async () => {
    expect(await endsOfReceiver('fast')).toBe(1);
  });

  it('would end it more often: as soon as `ws` does not, nothing has to be done about it', async () => {
    expect(await endsOfReceiver('plain')).toBeGreaterThan(1);
  });
});

describe('a handshake', () => {
  it('takes two writes: what opens the transport, and who is on it', async () => {
    await using stage = await setStage({ delivery: 'fast' });
    const writes = countWrites(stage.harness);
    const token = await stage.world.mint.mint({ userId: 'alice' });
    await stage.harness.connect(token, { transports: ['websocket'] });
    expect(writes()).toBe(2);
  });
});
