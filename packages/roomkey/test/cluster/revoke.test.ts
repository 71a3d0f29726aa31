import type { Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { createFakeClock, nextEvent } from '../../src/testing/index.ts';
import { attachBoard, createWorld } from '../fixtures/board.ts';
import { createCluster } from '../../src/testing/index.ts';
import { ask, hold } from '../fixtures/stage.ts';
import { stageBoards } from './support/boards.ts';

const gone = (socket: Socket): Promise<unknown> => nextEvent(socket, 'disconnect');

describe('a revocation', () => {
  it('closes what it ends on every server, says why, and names the servers', async () => {
    await using boards = await stageBoards();
    const tabs = await Promise.all([0, 1, 1, 2].map((node) => boards.as('alice', node)));
    const bob = await boards.as('bob', 1);
    const reasons = tabs.map((tab) => nextEvent(tab, 'session'));
    const closed = tabs.map(gone);
    const receipt = await boards.roomkey(1).revoke({ sessionId: 'session-of-alice' });
    expect(receipt).toEqual({ nodes: expect.any(Array), missing: [], sockets: 4, durationMs: 0 });
    expect(receipt.nodes[0]).toBe('node-1');
    expect(receipt.nodes.toSorted()).toEqual(['node-0', 'node-1', 'node-2']);
    expect(await Promise.all(reasons)).toEqual(
      Array(4).fill(expect.objectContaining({ reason: 'session_revoked' })),
    );
    await Promise.all(closed);
    expect(bob.connected).toBe(true);
    await expect(boards.as('alice', 2)).rejects.toMatchObject({ data: { code: 'session_revoked' } });
  });

  it('has taken effect here before anybody else is asked', async () => {
    await using boards = await stageBoards();
    const alice = await boards.as('alice', 0);
    const closed = gone(alice);
    void boards.roomkey(0).revoke({ userId: 'alice' });
    expect(boards.roomkey(0).connections).toBe(0);
    await closed;
    expect(boards.cluster.node(0).io.of('/').sockets.size).toBe(0);
  });

  it('of a user goes by the time of the server that was asked', async () => {
    const [ahead, behind] = [createFakeClock(100_000_000), createFakeClock(99_990_000)];
    const world = createWorld(behind);
    await using cluster = await createCluster(
      (io, node) => attachBoard(io, world, { node, clock: node === 'node-0' ? behind : ahead }),
      { nodes: 2 },
    );
    const old = await cluster.connect(await world.mint.mint({ userId: 'alice' }), { node: 1 });
    const closed = gone(old);
    const { sockets } = await cluster.node(0).attached.revoke({ userId: 'alice' });
    expect(sockets).toBe(1);
    await closed;
    // Later by the first clock, and still the past by the second.
    const issuedAt = behind.now() + 2_000;
    const fresh = await cluster.connect(await world.mint.mint({ userId: 'alice', issuedAt }), { node: 1 });
    expect(fresh.connected).toBe(true);
  });

  it.each(['stop', 'hang'] as const)(
    'takes effect here and returns after a second, when the buses %s',
    async (fail) => {
      await using boards = await stageBoards();
      const [here, there] = [await boards.as('alice', 0), await boards.as('alice', 1)];
      boards.cluster.bus[fail]();
      const closed = gone(here);
      const revoking = boards.roomkey(0).revoke({ sessionId: 'session-of-alice' });
      await closed;
      boards.clock.advance(1_000);
      expect(await revoking).toEqual({
        nodes: ['node-0'],
        missing: ['node-1', 'node-2'],
        sockets: 1,
        durationMs: 1_000,
      });
      expect(there.connected).toBe(true);
    },
  );

  it('that hung arrives when the bus is mended', async () => {
    await using boards = await stageBoards();
    const there = await boards.as('alice', 1);
    boards.cluster.bus.hang();
    const revoking = boards.roomkey(0).revoke({ sessionId: 'session-of-alice' });
    boards.clock.advance(1_000);
    await revoking;
    const closed = gone(there);
    boards.cluster.bus.mend();
    await closed;
    expect(boards.roomkey(1).connections).toBe(0);
  });

  it('does not wait for a server that said goodbye', async () => {
    await using boards = await stageBoards();
    boards.roomkey(2).close();
    boards.cluster.bus.isolate(2);
    const receipt = await boards.roomkey(0).revoke({ sessionId: 'nobody' });
    expect(receipt).toMatchObject({ nodes: ['node-0', 'node-1'], missing: [], durationMs: 0 });
  });

  it('of many at once asks for each', async () => {
    await using boards = await stageBoards();
    const sessions = Array.from({ length: 1_200 }, (_, index) => `s${index}`);
    const receipts = await Promise.all(sessions.map((sessionId) => boards.roomkey(0).revoke({ sessionId })));
    const complete = receipts.filter(({ nodes }) => nodes.length === 3);
    // A thousand wait at the same time; the others have been sent all the same, and say that nobody answered them.
    expect(complete).toHaveLength(1_000);
    expect(receipts.filter(({ missing }) => missing.length === 2)).toHaveLength(200);
    const late = { sessionId: 's1199' };
    await expect
      .poll(() => boards.as('alice', 2, late).catch((error: unknown) => error))
      .toMatchObject({ data: { code: 'session_revoked' } });
  });
});

describe('what comes over the bus', () => {
  it.each([
    [{ kind: 'ask:revoke', body: { id: 'i', content: { userId: 'alice', issuedBefore: 'now' } } }],
    [{ kind: 'ask:revoke', body: { id: 'i', content: null } }],
    [{ kind: 'ask:reauthorize', body: { id: 'i', content: { room: 'post', params: { postId: {} } } } }],
    [{ kind: 'ask:reauthorize', body: { id: 'i', content: { room: 'nowhere', params: {} } } }],
    [{ kind: 'revoked', body: [{ target: { sessionId: 'session-of-alice' }, remainingMs: -1 }] }],
    [{ kind: 'revoked', body: 'all' }],
    [{ kind: 'refresh', body: { subject: { userId: 'alice' }, connections: [] } }],
  ])('and is not as it should be is reported, and changes nothing: %j', async (message) => {
    await using boards = await stageBoards();
    const alice = await boards.as('alice', 1);
    boards.cluster.node(0).io.serverSideEmit('roomkey', { ...message, from: 'stranger' });
    await expect.poll(() => boards.world.failures.length).toBeGreaterThan(0);
    expect(boards.world.failures.every(({ stage }) => stage === 'bus')).toBe(true);
    expect(alice.connected).toBe(true);
    expect(await boards.as('alice', 2)).toMatchObject({ connected: true });
  });
});

describe('a revocation on another server', () => {
  const elsewhere = { sessionId: 'session-of-alice' };

  it('during a handshake leaves no live socket', async () => {
    await using boards = await stageBoards();
    const held = hold(boards.world, 'load');
    const connecting = boards.as('alice', 1).catch((error: unknown) => error);
    await held.arrived;
    expect(await boards.roomkey(0).revoke(elsewhere)).toMatchObject({ missing: [], sockets: 0 });
    held.release();
    expect(await connecting).toMatchObject({ data: { code: 'session_revoked' } });
    expect(boards.roomkey(1).connections).toBe(0);
  });

  it('during a join leaves no membership', async () => {
    await using boards = await stageBoards();
    const alice = await boards.as('alice', 1);
    const held = hold(boards.world, 'policy');
    const joining = ask(alice, 'join-post', { postId: 'p1' }).catch((error: unknown) => error);
    await held.arrived;
    await boards.roomkey(0).revoke(elsewhere);
    held.release();
    expect(await joining).not.toMatchObject({ ok: true });
    expect(boards.members('post:p1', 1)).toBe(0);
  });

  it('during a refresh does not bring the session back', async () => {
    await using boards = await stageBoards();
    const alice = await boards.as('alice', 1, { lifetimeSec: 60 });
    const held = hold(boards.world, 'load');
    const token = await boards.world.mint.mint({ userId: 'alice', lifetimeSec: 600 });
    const refreshing = ask(alice, 'refresh-session', { token }).catch((error: unknown) => error);
    await held.arrived;
    await boards.roomkey(0).revoke(elsewhere);
    held.release();
    expect(await refreshing).not.toMatchObject({ ok: true });
    await expect.poll(() => boards.roomkey(1).connections).toBe(0);
  });

  it('during a handler stops what asks before it acts', async () => {
    await using boards = await stageBoards();
    const alice = await boards.as('alice', 1);
    const held = hold(boards.world, 'like');
    const liking = ask(alice, 'like-post', { postId: 'p1' }).catch((error: unknown) => error);
    await held.arrived;
    await boards.roomkey(0).revoke(elsewhere);
    held.release();
    expect(await liking).not.toMatchObject({ ok: true });
  });
});
