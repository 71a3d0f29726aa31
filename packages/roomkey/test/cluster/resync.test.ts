import type { Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { nextEvent } from '../../src/testing/index.ts';
import type { FakeClock } from '../../src/testing/index.ts';
import { stageBoards } from './support/boards.ts';
import type { Boards } from './support/boards.ts';

type Staged = Boards & { readonly clock: FakeClock };

/** Lets time pass as servers see it: beats arrive, and what follows from them. */
async function pass({ clock, cluster }: Staged, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    clock.advance(500);
    await cluster.bus.idle();
  }
}

const countOf = (socket: Socket, event: string): (() => number) => {
  let heard = 0;
  socket.on(event, () => (heard += 1));
  return () => heard;
};

describe('clients are told that events may be lost between servers', () => {
  it('after an outage that nobody took for the end of a server, once', async () => {
    await using boards = await stageBoards({ sweepMs: null });
    const [alice, bob] = [await boards.as('alice', 0), await boards.as('bob', 2)];
    await pass(boards, 2_000);
    const [heardByAlice, heardByBob] = [countOf(alice, 'resync'), countOf(bob, 'resync')];
    const told = [nextEvent(alice, 'resync'), nextEvent(bob, 'resync')];
    boards.cluster.bus.stop();
    await pass(boards, 2_000);
    boards.cluster.bus.mend();
    await pass(boards, 3_000);
    expect(await Promise.all(told)).toEqual([{ withinMs: 500 }, { withinMs: 500 }]);
    await pass(boards, 5_000);
    expect([heardByAlice(), heardByBob()]).toEqual([1, 1]);
  });

  it('when a server fell silent: it may have died between a commit and its announcement', async () => {
    await using boards = await stageBoards({ sweepMs: null });
    const alice = await boards.as('alice', 0);
    await pass(boards, 2_000);
    const told = nextEvent(alice, 'resync');
    boards.cluster.bus.isolate(2);
    await pass(boards, 7_000);
    await expect(told).resolves.toMatchObject({ withinMs: expect.any(Number) });
  });

  it('after one server was cut off for longer', async () => {
    await using boards = await stageBoards({ sweepMs: null });
    const [alice, bob] = [await boards.as('alice', 0), await boards.as('bob', 2)];
    await pass(boards, 2_000);
    const told = Promise.all([nextEvent(alice, 'resync'), nextEvent(bob, 'resync')]);
    boards.cluster.bus.isolate(2);
    await pass(boards, 8_000);
    boards.cluster.bus.mend();
    await pass(boards, 3_000);
    await expect(told).resolves.toHaveLength(2);
  });

  it('on every server, when the application says so', async () => {
    await using boards = await stageBoards({ sweepMs: null });
    const [alice, bob] = [await boards.as('alice', 0), await boards.as('bob', 2)];
    await pass(boards, 2_000);
    const told = Promise.all([nextEvent(alice, 'resync'), nextEvent(bob, 'resync')]);
    boards.roomkey(1).resync();
    await pass(boards, 1_000);
    await expect(told).resolves.toHaveLength(2);
  });

  it('not while servers come, go and beat', async () => {
    await using boards = await stageBoards({ sweepMs: null });
    const alice = await boards.as('alice', 0);
    const heard = countOf(alice, 'resync');
    await pass(boards, 10_000);
    boards.roomkey(1).close();
    await pass(boards, 10_000);
    expect(heard()).toBe(0);
  });
});
