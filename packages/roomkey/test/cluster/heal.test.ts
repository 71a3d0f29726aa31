import type { Socket } from 'socket.io-client';
import { describe, expect, it, vi } from 'vitest';
import { nextEvent } from '../../src/testing/index.ts';
import { ask, denied, hold } from '../fixtures/stage.ts';
import { stageBoards } from './support/boards.ts';
import type { Boards } from './support/boards.ts';
import type { FakeClock } from '../../src/testing/index.ts';

const gone = (socket: Socket): Promise<unknown> => nextEvent(socket, 'disconnect');

const post = { postId: 'p1' };
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
    // Nothing on this server, not even its database, knows better.
    const accepted = await boards.as('alice', 2, { issuedAt });
    expect(alice.connected).toBe(true);
    const closed = [alice, accepted].map(gone);
    boards.cluster.bus.mend();
    await pass(boards, 3_000);
    await Promise.all(closed);
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

describe('after a server was heard by nobody, though it heard the others', () => {
  it('they hear what it revoked', async () => {
    await using boards = await stageBoards({ sweepMs: null });
    const alice = await boards.as('alice', 2);
    await pass(boards, 2_000);
    const sending = vi.spyOn(boards.cluster.node(0).io, 'serverSideEmit').mockReturnValue(true);
    const revoking = boards.roomkey(0).revoke({ sessionId: 'session-of-alice' });
    await pass(boards, 3_000);
    expect(await revoking).toMatchObject({ nodes: ['node-0'], missing: ['node-1', 'node-2'] });
    const closed = gone(alice);
    sending.mockRestore();
    await pass(boards, 3_000);
    await closed;
  });

  it('they hear what it revoked, however short that was', async () => {
    await using boards = await stageBoards({ sweepMs: null });
    const alice = await boards.as('alice', 2);
    await pass(boards, 2_000);
    vi.spyOn(boards.cluster.node(0).io, 'serverSideEmit').mockReturnValueOnce(true);
    const revoking = boards.roomkey(0).revoke({ sessionId: 'session-of-alice' });
    const closed = gone(alice);
    await pass(boards, 1_000);
    expect(await revoking).toMatchObject({ nodes: ['node-0'], missing: ['node-1', 'node-2'] });
    await closed;
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

  it('the policy bounds what a server that nobody reaches does not know of rooms', async () => {
    await using boards = await stageBoards({ sweepMs: 5_000 });
    const [bob, alice] = [await boards.as('bob', 2), await boards.as('alice', 2)];
    for (const member of [bob, alice]) await ask(member, 'join-post', post);
    await cutOff(boards, 2);
    boards.world.blocked.set('p1', new Set(['bob']));
    await boards.roomkey(0).reauthorize({ room: 'post', params: post });
    const left = nextEvent(bob, 'left-post');
    await pass(boards, 5_000);
    expect(await left).toEqual({ ...post, reason: 'forbidden' });
    expect(boards.members('post:p1', 2)).toBe(1);
  });

  it('the policy bounds it also while nobody knows yet that there is an outage', async () => {
    await using boards = await stageBoards({ sweepMs: 5_000 });
    const bob = await boards.as('bob', 2);
    await ask(bob, 'join-post', post);
    await pass(boards, 1_000);
    boards.cluster.bus.isolate(2);
    boards.world.blocked.set('p1', new Set(['bob']));
    void boards.roomkey(0).reauthorize({ room: 'post', params: post });
    const left = nextEvent(bob, 'left-post');
    await pass(boards, 7_000);
    expect(await left).toEqual({ ...post, reason: 'forbidden' });
  });

  it('a policy that cannot answer costs no room that is not known to be lost', async () => {
    await using boards = await stageBoards({ sweepMs: 5_000 });
    const bob = await boards.as('bob', 2);
    await ask(bob, 'join-post', post);
    await cutOff(boards, 2);
    let asked = 0;
    boards.world.before = (step) => {
      if (step !== 'policy') return undefined;
      asked += 1;
      return Promise.reject(new Error('down'));
    };
    await pass(boards, 5_000);
    await expect.poll(() => asked).toBeGreaterThan(0);
    expect(await ask(bob, 'join-post', post)).toEqual(denied('unavailable'));
    expect(boards.members('post:p1', 2)).toBe(1);
  });
});

describe('a policy that hangs while nobody reaches its server', () => {
  it('does not put off that sessions are looked up', async () => {
    await using boards = await stageBoards({ sweepMs: 5_000, timeoutMs: 60_000 });
    const [bob, alice] = [await boards.as('bob', 2), await boards.as('alice', 2)];
    await ask(bob, 'join-post', post);
    await cutOff(boards, 2);
    const held = hold(boards.world, 'policy');
    await pass(boards, 5_000);
    await held.arrived;
    boards.world.revoked.add('session-of-alice');
    const closed = gone(alice);
    await pass(boards, 10_000);
    await closed;
    expect(bob.connected).toBe(true);
    held.release();
  });
});

describe('after a loss on the bus that was short', () => {
  it('rooms are asked for again, and not while nothing is lost', async () => {
    await using boards = await stageBoards({ sweepMs: 5_000 });
    const bob = await boards.as('bob', 2);
    await ask(bob, 'join-post', post);
    boards.world.blocked.set('p1', new Set(['bob']));
    await pass(boards, 10_000);
    expect(boards.members('post:p1', 2)).toBe(1);
    boards.cluster.bus.stop();
    const reauthorizing = boards.roomkey(0).reauthorize({ room: 'post', params: post });
    await pass(boards, 2_000);
    expect(await reauthorizing).toMatchObject({ missing: ['node-1', 'node-2'] });
    boards.cluster.bus.mend();
    const left = nextEvent(bob, 'left-post');
    await pass(boards, 6_000);
    expect(await left).toMatchObject({ reason: 'forbidden' });
  });
});
