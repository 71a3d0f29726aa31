import type { Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { nextEvent } from '../../src/testing/index.ts';
import { stageBoards } from './support/boards.ts';
import type { Boards } from './support/boards.ts';
import type { FakeClock } from '../../src/testing/index.ts';

const gone = (socket: Socket): Promise<unknown> => nextEvent(socket, 'disconnect');

const REMEMBER_MS = 2 * 86_400_000;

/** Lets time pass as servers see it: beats arrive, and what follows from them. */
async function pass({ clock, cluster }: Boards & { readonly clock: FakeClock }, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    clock.advance(1_000);
    await cluster.bus.idle();
  }
}

/** A server that nobody hears, for so long that it counts as gone. */
async function cutOff(boards: Boards & { readonly clock: FakeClock }, node: number): Promise<void> {
  boards.cluster.bus.isolate(node);
  await pass(boards, 7_000);
}

describe('after an outage of the bus', () => {
  it.each([
    ['a session', { sessionId: 'session-of-alice' }],
    ['a user', { userId: 'alice' }],
  ])('what was revoked during it counts everywhere: %s', async (_, target) => {
    await using boards = await stageBoards({ sweepMs: null });
    const [alice, bob] = [await boards.as('alice', 2), await boards.as('bob', 2)];
    const issuedAt = boards.clock.now();
    await cutOff(boards, 2);
    const receipt = await boards.roomkey(0).revoke(target);
    expect(receipt).toMatchObject({ nodes: ['node-0', 'node-1'], missing: ['node-2'], sockets: 0 });
    expect(alice.connected).toBe(true);
    const closed = gone(alice);
    boards.cluster.bus.mend();
    await pass(boards, 3_000);
    await closed;
    expect(bob.connected).toBe(true);
    await expect(boards.as('alice', 2, { issuedAt })).rejects.toMatchObject({
      data: { code: 'session_revoked' },
    });
  });

  it('what the server that was cut off revoked counts on the others', async () => {
    await using boards = await stageBoards({ sweepMs: null });
    const alice = await boards.as('alice', 0);
    await cutOff(boards, 2);
    await boards.roomkey(2).revoke({ sessionId: 'session-of-alice' });
    const closed = gone(alice);
    boards.cluster.bus.mend();
    await pass(boards, 3_000);
    await closed;
    expect(boards.roomkey(0).connections).toBe(0);
  });

  it('more than fits into one message is told as well', async () => {
    await using boards = await stageBoards({ sweepMs: null });
    await cutOff(boards, 2);
    for (let count = 0; count < 1_201; count += 1) void boards.roomkey(0).revoke({ sessionId: `s${count}` });
    boards.cluster.bus.mend();
    await pass(boards, 3_000);
    const outcomes = [0, 600, 1_200].map((count) =>
      boards.as('alice', 2, { sessionId: `s${count}` }).catch((error: unknown) => error),
    );
    for (const outcome of await Promise.all(outcomes))
      expect(outcome).toMatchObject({ data: { code: 'session_revoked' } });
  });

  it('a revocation is remembered no longer than where it was said', async () => {
    await using boards = await stageBoards({ sweepMs: null, rememberRevokedMs: REMEMBER_MS });
    await cutOff(boards, 2);
    await boards.roomkey(0).revoke({ sessionId: 'session-of-alice' });
    boards.clock.jump(REMEMBER_MS - 10_000);
    boards.cluster.bus.mend();
    await pass(boards, 3_000);
    await expect(boards.as('alice', 2)).rejects.toMatchObject({ data: { code: 'session_revoked' } });
    await pass(boards, 10_000);
    // The next one makes it look what is over.
    await boards.roomkey(2).revoke({ sessionId: 'another' });
    expect(await boards.as('alice', 2)).toMatchObject({ connected: true });
  });
});

describe('during an outage of the bus', () => {
  it('the database bounds what a server that nobody reaches does not know', async () => {
    await using boards = await stageBoards({ sweepMs: 5_000 });
    const before = await boards.as('alice', 2);
    await cutOff(boards, 2);
    const accepted = await boards.as('alice', 2);
    boards.world.revoked.add('session-of-alice');
    await boards.roomkey(0).revoke({ sessionId: 'session-of-alice' });
    await expect(boards.as('alice', 2)).rejects.toMatchObject({ data: { code: 'session_revoked' } });
    const closed = [before, accepted].map(gone);
    await pass(boards, 5_000);
    await Promise.all(closed);
  });
});
