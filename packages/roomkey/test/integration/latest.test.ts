import { describe, expect, it, onTestFinished } from 'vitest';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import { createClient } from '../../src/client/index.ts';
import { defineContract } from '../../src/contract/index.ts';
import { attachRoomkey } from '../../src/server/index.ts';
import type { BaseUser, Roomkey } from '../../src/server/index.ts';
import { createFakeClock, createTokenMint } from '../../src/testing/index.ts';
import type { FakeClock } from '../../src/testing/index.ts';
import { isOneServer, startServers } from '../fixtures/servers.ts';
import type { Servers } from '../fixtures/servers.ts';

const LATEST_MS = 50;
const likes = z.object({ likes: z.int(), version: z.int().optional() });

const contract = defineContract({
  rooms: {
    post: { params: { id: z.string() }, allow: 'anyone' },
    list: { params: { id: z.string() }, allow: 'anyone' },
  },
  requests: {
    tell: {
      room: 'post',
      input: z.object({ to: z.enum(['all', 'others', 'self']), value: likes }),
      allow: 'anyone',
    },
  },
  events: { likes: { room: ['post', 'list'], data: likes, delivery: 'latest' } },
});

const ROOM = { id: 'p1' };

interface Floor extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly harness: Servers<Roomkey<typeof contract, BaseUser>>;
  emit(likes: number, version?: number): void;
  /** A client in the room; what it hears of the event. */
  enter(room?: 'post' | 'list'): Promise<Visitor>;
}

interface Visitor {
  readonly socket: Socket;
  readonly heard: number[];
  tell(to: 'all' | 'others' | 'self', likes: number, version?: number): Promise<unknown>;
}

const valueOf = (count: number, version?: number) => ({
  likes: count,
  ...(version === undefined ? {} : { version }),
});

async function openFloor(): Promise<Floor> {
  const clock = createFakeClock();
  const harness = await startServers((io, node) =>
    attachRoomkey(io, {
      contract,
      node,
      clock,
      latestMs: LATEST_MS,
      verify: createTokenMint().verify,
      loadUser: () => null,
      rooms: { post: () => true, list: () => true },
      requests: {
        tell: ({ input: { to, value }, room }) =>
          (to === 'all' ? room : to === 'others' ? room.others : room.self).emit('likes', value),
      },
    }),
  );
  return {
    clock,
    harness,
    emit: (count, version) => harness.attached.to('post', ROOM).emit('likes', valueOf(count, version)),
    async enter(room = 'post') {
      const socket = await harness.connect(undefined, { transports: ['websocket'] });
      const heard: number[] = [];
      socket.on('likes', (value: { readonly likes: number }) => heard.push(value.likes));
      await socket.timeout(2000).emitWithAck(`join-${room}`, ROOM);
      return {
        socket,
        heard,
        tell: (to, count, version) =>
          socket.timeout(2000).emitWithAck('tell', { ...ROOM, to, value: valueOf(count, version) }),
      };
    },
    [Symbol.asyncDispose]: () => harness.close(),
  };
}

/** Everything that was sent has arrived: answers are in order with events. */
async function settle({ harness }: Floor, ...visitors: readonly Visitor[]): Promise<void> {
  await harness.caughtUp();
  await Promise.all(visitors.map(({ socket }) => socket.timeout(2000).emitWithAck('nothing')));
}

/** Servers hold values back each by itself: what is said of all of them is what clients make of versions. */
describe('an event of which only the newest value matters', () => {
  it('goes out at once, then once an interval with the newest value, and always with the last', async () => {
    await using floor = await openFloor();
    const ada = await floor.enter();
    for (let count = 1; count <= 10; count += 1) floor.emit(count);
    await settle(floor, ada);
    expect(ada.heard).toEqual([1]);
    floor.clock.advance(LATEST_MS - 1);
    floor.emit(11);
    await settle(floor, ada);
    expect(ada.heard).toEqual([1]);
    floor.clock.advance(1);
    floor.emit(12);
    await settle(floor, ada);
    expect(ada.heard).toEqual([1, 11]);
    floor.clock.advance(LATEST_MS);
    floor.clock.advance(LATEST_MS);
    floor.emit(13);
    await settle(floor, ada);
    expect(ada.heard).toEqual([1, 11, 12, 13]);
  });

  it('waits for each of its rooms by itself', async () => {
    await using floor = await openFloor();
    const ada = await floor.enter('list');
    const other = { id: 'p2' };
    await ada.socket.timeout(2000).emitWithAck('join-post', other);
    floor.emit(1);
    await settle(floor, ada);
    await ada.socket.timeout(2000).emitWithAck('tell', { ...other, to: 'all', value: { likes: 2 } });
    expect(ada.heard).toEqual([1, 2]);
  });

  it.runIf(isOneServer)(
    'never goes back to an older version, whenever it comes, as long as somebody is in the room',
    async () => {
      await using floor = await openFloor();
      const ada = await floor.enter();
      floor.emit(5, 5);
      floor.emit(7, 7);
      floor.emit(6, 6);
      floor.clock.advance(LATEST_MS);
      floor.clock.advance(10 * LATEST_MS);
      floor.emit(6, 6);
      floor.emit(8, 8);
      await settle(floor, ada);
      expect(ada.heard).toEqual([5, 7, 8]);
      ada.socket.disconnect();
      await expect.poll(() => floor.harness.members('post:p1')).toBe(0);
      floor.clock.advance(10 * LATEST_MS);
      const bob = await floor.enter();
      floor.emit(1, 1);
      await settle(floor, bob);
      expect(bob.heard).toEqual([1]);
    },
  );

  it('is not heard by who joins after it was emitted, but by who was in another of its rooms', async () => {
    await using floor = await openFloor();
    const ada = await floor.enter();
    const bob = await floor.enter('list');
    floor.emit(1);
    floor.emit(2);
    const cy = await floor.enter();
    await bob.socket.timeout(2000).emitWithAck('join-post', ROOM);
    floor.clock.advance(LATEST_MS);
    floor.emit(3);
    floor.clock.advance(LATEST_MS);
    await settle(floor, ada, bob, cy);
    expect([ada.heard, bob.heard, cy.heard]).toEqual([[1, 2, 3], [1, 2, 3], [3]]);
  });

  it.runIf(isOneServer)('leaves out who asked, yet not of what came before', async () => {
    await using floor = await openFloor();
    const ada = await floor.enter();
    const bob = await floor.enter();
    floor.emit(1);
    floor.emit(2);
    await ada.tell('others', 3);
    await ada.tell('others', 4);
    floor.clock.advance(LATEST_MS);
    await settle(floor, ada, bob);
    expect([ada.heard, bob.heard]).toEqual([
      [1, 2],
      [1, 4],
    ]);
    await ada.tell('others', 5);
    await bob.tell('others', 6);
    floor.clock.advance(LATEST_MS);
    await settle(floor, ada, bob);
    expect([ada.heard, bob.heard]).toEqual([
      [1, 2, 6],
      [1, 4, 5],
    ]);
  });

  it('is owed to nobody who has left', async () => {
    await using floor = await openFloor();
    const ada = await floor.enter();
    floor.emit(1);
    floor.emit(2);
    await ada.tell('others', 3);
    await settle(floor, ada);
    await ada.socket.timeout(2000).emitWithAck('leave-post', ROOM);
    floor.clock.advance(LATEST_MS);
    await settle(floor, ada);
    expect(ada.heard).toEqual([1]);
  });

  it.runIf(isOneServer)('reaches one connection alone at once, which then hears nothing older', async () => {
    await using floor = await openFloor();
    const ada = await floor.enter();
    const bob = await floor.enter();
    floor.emit(1, 1);
    floor.emit(2, 2);
    await ada.tell('self', 3, 3);
    expect(ada.heard).toEqual([1, 3]);
    floor.clock.advance(LATEST_MS);
    await settle(floor, ada, bob);
    expect([ada.heard, bob.heard]).toEqual([
      [1, 3],
      [1, 2],
    ]);
  });

  it('keeps nothing of rooms that nobody is in', async () => {
    await using floor = await openFloor();
    // Whatever servers have to say to each other when they meet.
    floor.clock.advance(1_000);
    const timers = floor.clock.timers;
    for (let count = 0; count < 100; count += 1) floor.emit(count);
    expect(floor.clock.timers).toBe(timers + 1);
    floor.clock.advance(2 * LATEST_MS);
    expect(floor.clock.timers).toBe(timers);
  });
});

describe('listeners of a client', () => {
  it('hear nothing older than they heard, whichever server held it back', async () => {
    await using floor = await openFloor();
    const client = createClient(contract, { url: floor.harness.url, getToken: () => null, channel: null });
    onTestFinished(() => client.close());
    const heard: number[] = [];
    const room = client.room('post', ROOM);
    room.on('likes', ({ likes: count }) => heard.push(count));
    await expect.poll(() => room.state.get().status).toBe('joined');
    const [first, last] = [floor.harness.nodes.at(0), floor.harness.nodes.at(-1)];
    const emit = (node: typeof first, count: number): void =>
      node?.attached.to('post', ROOM).emit('likes', valueOf(count, count));
    emit(first, 1);
    await floor.harness.caughtUp();
    emit(first, 2);
    emit(last, 3);
    await floor.harness.caughtUp();
    floor.clock.advance(LATEST_MS);
    emit(last, 4);
    floor.clock.advance(LATEST_MS);
    await expect.poll(() => heard.at(-1)).toBe(4);
    expect(heard).toEqual([1, 3, 4]);
  });
});
