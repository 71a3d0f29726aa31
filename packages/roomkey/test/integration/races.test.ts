import type { Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { isOneServer } from '../fixtures/servers.ts';
import { ask, denied, hold, record, setStage } from '../fixtures/stage.ts';

describe('a revocation', () => {
  it('during a handshake leaves no live socket', async () => {
    await using stage = await setStage();
    const held = hold(stage.world, 'load');
    const connecting = stage.as('alice').catch((error: unknown) => error);
    await held.arrived;
    expect(await stage.roomkey.revoke({ sessionId: 'session-of-alice' })).toMatchObject({ sockets: 0 });
    held.release();
    expect(await connecting).toMatchObject({ data: { code: 'session_revoked' } });
    expect(stage.connections).toBe(0);
  });

  it('during a join leaves no membership and delivers nothing', async () => {
    await using stage = await setStage();
    const [alice, bob] = [await stage.as('alice'), await stage.as('bob')];
    const heard = record(alice);
    const held = hold(stage.world, 'policy');
    const joining = ask(alice, 'join-post', { postId: 'p1' }).catch((error: unknown) => error);
    await held.arrived;
    await stage.roomkey.revoke({ sessionId: 'session-of-alice' });
    held.release();
    await joining;
    await ask(bob, 'like-post', { postId: 'p1' });
    expect(stage.members('post:p1')).toBe(0);
    expect(heard.map(([event]) => event)).toEqual(['session']);
  });

  it('during a refresh does not bring the session back', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice', { lifetimeSec: 60 });
    const held = hold(stage.world, 'load');
    const token = await stage.world.mint.mint({ userId: 'alice', lifetimeSec: 600 });
    const refreshing = ask(alice, 'refresh-session', { token }).catch((error: unknown) => error);
    await held.arrived;
    await stage.roomkey.revoke({ sessionId: 'session-of-alice' });
    held.release();
    expect(await refreshing).not.toMatchObject({ ok: true });
    await expect.poll(() => stage.connections).toBe(0);
  });

  it('during a handler stops what asks before it acts', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice');
    const held = hold(stage.world, 'like');
    const liking = ask(alice, 'like-post', { postId: 'p1' }).catch((error: unknown) => error);
    await held.arrived;
    await stage.roomkey.revoke({ sessionId: 'session-of-alice' });
    held.release();
    expect(await liking).not.toMatchObject({ ok: true });
  });
});

describe('a block', () => {
  it('that lands while the policy of a join is answering yes still keeps the user out', async () => {
    await using stage = await setStage();
    const bob = await stage.as('bob');
    const held = hold(stage.world, 'policy');
    const joining = ask(bob, 'join-post', { postId: 'p1' });
    await held.arrived;
    stage.world.blocked.set('p1', new Set(['bob']));
    const reauthorizing = stage.roomkey.reauthorize({ room: 'post', params: { postId: 'p1' } });
    await stage.harness.caughtUp();
    held.release();
    await reauthorizing;
    expect(await joining).toEqual(denied('forbidden'));
    expect(stage.members('post:p1')).toBe(0);
  });
});

describe('a change of role', () => {
  it('during a handshake is not missed', async () => {
    await using stage = await setStage();
    const found = { id: 'root', name: 'ROOT', role: 'admin', email: 'r@mail.test' };
    const held = hold(stage.world, 'load');
    stage.world.users.set('root', found);
    const connecting = stage.as('root');
    await held.arrived;
    stage.world.users.set('root', { ...found, role: 'user' });
    await stage.roomkey.reauthorize({ userId: 'root' });
    held.release();
    const root = await connecting;
    expect(await ask(root, 'pin-post', { postId: 'p1' })).toEqual(denied('forbidden'));
  });
});

/** The same numbers in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ROUNDS = isOneServer ? 20 : 8;
const CLIENTS = 300;

describe('many connections that join while their sessions are revoked', () => {
  it(`leave no ghost in ${ROUNDS} rounds of ${CLIENTS}`, { timeout: 120_000 }, async () => {
    await using stage = await setStage();
    const random = seeded(20_260_101);
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, random() * 40));
    stage.world.before = () => (random() < 0.5 ? pause() : undefined);
    for (let round = 0; round < ROUNDS; round += 1) {
      const sockets = await Promise.all(
        Array.from({ length: CLIENTS }, async (_, index) => {
          const userId = index % 2 === 0 ? 'alice' : 'bob';
          const sessionId = `round-${round}-${index}`;
          const token = await stage.world.mint.mint({ userId, sessionId, lifetimeSec: 86_000 });
          const socket = stage.harness.client(token, { transports: ['websocket'] });
          const finished = live(socket);
          await pause();
          void pause().then(() => stage.roomkey.revoke({ sessionId }));
          await finished;
          return socket;
        }),
      );
      await expect.poll(() => stage.connections).toBe(0);
      await expect.poll(() => stage.harness.sockets).toBe(0);
      expect(stage.harness.rooms()).toEqual([]);
      expect(sockets.filter((socket) => socket.connected)).toEqual([]);
    }
  });
});

/** Connects and joins; settles when the server has refused or closed the connection. */
function live(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('connect', () => socket.emit('join-post', { postId: 'p1' }));
    socket.on('connect_error', () => resolve());
    socket.on('disconnect', () => resolve());
    socket.connect();
  });
}
