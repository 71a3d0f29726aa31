import { describe, expect, it } from 'vitest';
import type { DecisionEvent, RoomkeyEvent } from '../../src/server/index.ts';
import { nextEvent } from '../../src/testing/index.ts';
import { openReader } from '../fixtures/reader.ts';
import { ask, setStage } from '../fixtures/stage.ts';
import type { Stage } from '../fixtures/stage.ts';
import type { BoardOptions } from '../fixtures/board.ts';

interface Watched extends Stage {
  readonly events: RoomkeyEvent[];
  of<Type extends RoomkeyEvent['type']>(type: Type): Extract<RoomkeyEvent, { type: Type }>[];
  last(): DecisionEvent | undefined;
}

async function watch(options: BoardOptions = {}): Promise<Watched> {
  const stage = await setStage(options);
  const events: RoomkeyEvent[] = [];
  stage.roomkey.observe((event) => events.push(event));
  const of = <Type extends RoomkeyEvent['type']>(type: Type) =>
    events.filter((event): event is Extract<RoomkeyEvent, { type: Type }> => event.type === type);
  return { ...stage, events, of, last: () => of('decision').at(-1) };
}

const post = { postId: 'p1' };

describe('an observer hears of a handshake', () => {
  it('that let a user in, and how long it took', async () => {
    await using stage = await watch();
    stage.world.before = (step) => (step === 'load' ? stage.clock.jump(30) : undefined);
    const socket = await stage.as('alice', { sessionId: 's1' });
    expect(stage.of('handshake')).toEqual([
      {
        type: 'handshake',
        socketId: socket.id,
        userId: 'alice',
        sessionId: 's1',
        outcome: 'authenticated',
        code: null,
        durationMs: 30,
      },
    ]);
  });

  it('that let nobody known in, and why', async () => {
    await using stage = await watch();
    await stage.harness.connect();
    await stage.as('nobody');
    expect(stage.of('handshake')).toMatchObject([
      { outcome: 'anonymous', code: 'token_missing', userId: null, sessionId: null },
      { outcome: 'anonymous', code: 'user_unknown', userId: null, sessionId: null },
    ]);
  });

  it('that was refused, and why', async () => {
    await using stage = await watch();
    await expect(stage.harness.connect('no token')).rejects.toThrow('Authentication error');
    stage.world.before = () => {
      throw new Error('down');
    };
    await expect(stage.as('alice')).rejects.toThrow('Service unavailable');
    expect(stage.of('handshake')).toMatchObject([
      { outcome: 'refused', code: 'token_invalid', userId: null },
      { outcome: 'refused', code: 'unavailable', userId: null },
    ]);
  });
});

describe('an observer hears of a decision', () => {
  it('about a join and a request that were allowed, with the room and the time they took', async () => {
    await using stage = await watch();
    const socket = await stage.as('alice');
    stage.world.before = () => stage.clock.jump(20);
    await ask(socket, 'join-post', post);
    await ask(socket, 'like-post', post);
    const whose = { type: 'decision', socketId: socket.id, userId: 'alice' };
    expect(stage.of('decision')).toMatchObject([
      { ...whose, kind: 'join', name: 'post', rule: 'user', room: 'post:p1', allowed: true, code: null },
      {
        ...whose,
        kind: 'request',
        name: 'like-post',
        rule: 'user',
        room: 'post:p1',
        allowed: true,
        code: null,
      },
    ]);
    expect(stage.of('decision').map(({ durationMs }) => durationMs)).toEqual([20, 40]);
  });

  it.each([
    ['like-post', post, { rule: 'user', room: 'post:p1', allowed: false, code: 'unauthenticated' }],
    ['typing', { ...post, isTyping: true }, { rule: 'member', allowed: false, code: 'unauthenticated' }],
    ['pin-post', post, { rule: 'role', allowed: false, code: 'unauthenticated' }],
    ['view-post', { postId: 'SECRET PAYLOAD' }, { rule: 'anyone', room: null, code: 'invalid_payload' }],
    ['fail', { how: 'throw' }, { rule: 'anyone', room: null, allowed: true, code: 'internal' }],
    ['fail', { how: 'reject' }, { rule: 'anyone', room: null, allowed: true, code: 'internal' }],
    ['like-post', { postId: 'x'.repeat(40_000) }, { allowed: false, room: null, code: 'payload_too_large' }],
  ])('that refused or failed %s %j', async (name, payload, outcome) => {
    await using stage = await watch();
    const socket = await stage.harness.connect();
    await ask(socket, name, payload);
    expect(stage.of('decision')).toHaveLength(1);
    expect(stage.last()).toMatchObject({ kind: 'request', name, ...outcome });
  });

  it('where the policy said no, or could not say', async () => {
    await using stage = await watch();
    const socket = await stage.as('alice');
    stage.world.blocked.set('p1', new Set(['alice']));
    await ask(socket, 'join-post', post);
    expect(stage.last()).toMatchObject({ kind: 'join', allowed: false, code: 'forbidden', room: 'post:p1' });
    stage.world.before = () => Promise.reject(new Error('down'));
    await ask(socket, 'like-post', post);
    expect(stage.last()).toMatchObject({ kind: 'request', allowed: false, code: 'unavailable' });
  });

  it('about a name that nobody declared, without that name', async () => {
    await using stage = await watch();
    const socket = await stage.as('alice');
    await ask(socket, 'made-up', {});
    expect(stage.last()).toMatchObject({ name: '(unknown)', rule: 'none', code: 'unknown_event' });
    expect(JSON.stringify(stage.events)).not.toContain('made-up');
  });
});

describe('an observer hears of a limit', () => {
  it.each([
    ['connection', 'view-post', 41],
    ['name', 'pin-post', 4],
  ] as const)('of the %s', async (limit, name, requests) => {
    await using stage = await watch();
    const socket = await stage.as('root');
    for (let count = 0; count < requests; count += 1) await ask(socket, name, post);
    expect(stage.of('limit')).toMatchObject([{ limit, name, userId: 'root', socketId: socket.id }]);
    expect(stage.of('decision')).toHaveLength(requests - 1);
  });

  it('of a user over all connections', async () => {
    await using stage = await watch();
    for (let connection = 0; connection < 5; connection += 1) {
      const socket = await stage.as('alice');
      for (let count = 0; count < 40; count += 1) await ask(socket, 'view-post', post);
    }
    expect(stage.of('limit')[0]).toMatchObject({ limit: 'user', name: 'view-post', userId: 'alice' });
  });

  it('that a client ignored for too long', async () => {
    await using stage = await watch();
    const socket = await stage.as('alice');
    const gone = nextEvent(socket, 'disconnect');
    for (let count = 0; count < 150; count += 1) socket.emit('made-up', {});
    await gone;
    await expect.poll(() => stage.of('limit').at(-1)).toMatchObject({ limit: 'abuse', name: null });
    expect(stage.of('limit')[0]).toMatchObject({ limit: 'connection', name: '(unknown)' });
  });
});

describe('an observer hears', () => {
  it('of a client that was cut off since it did not read', async () => {
    await using stage = await watch({ limits: { queuedBytes: 100_000 } });
    const reader = await openReader(stage.harness);
    await expect.poll(() => stage.harness.io.of('/').sockets.size).toBe(1);
    reader.stop();
    const flood = setInterval(() => stage.harness.io.emit('news', 'x'.repeat(200_000)), 1);
    await expect
      .poll(() => stage.of('limit'), { timeout: 10_000 })
      .toMatchObject([{ limit: 'queue', name: null }]);
    clearInterval(flood);
    await expect.poll(() => stage.of('disconnect')).toHaveLength(1);
    reader.close();
  });

  it('that a connection is over, and whose it was', async () => {
    await using stage = await watch();
    const socket = await stage.as('alice', { sessionId: 's1' });
    const { id } = socket;
    socket.disconnect();
    await expect
      .poll(() => stage.of('disconnect'))
      .toEqual([
        {
          type: 'disconnect',
          socketId: id,
          userId: 'alice',
          sessionId: 's1',
          reason: 'client namespace disconnect',
        },
      ]);
  });

  it('of a refresh, and how many connections it renewed', async () => {
    await using stage = await watch();
    const [socket, other] = [await stage.as('alice'), await stage.as('alice')];
    stage.clock.advance(60_000);
    const token = await stage.world.mint.mint({ userId: 'alice' });
    await ask(socket, 'refresh-session', { token, connections: [other.id] });
    const bobs = await stage.world.mint.mint({ userId: 'bob' });
    await ask(socket, 'refresh-session', { token: bobs });
    expect(stage.of('refresh')).toMatchObject([
      { socketId: socket.id, userId: 'alice', code: null },
      { userId: 'alice', code: 'identity_mismatch', renewed: 0 },
    ]);
    expect(stage.of('refresh')[0]?.renewed).toBeGreaterThan(0);
    expect(stage.of('decision')).toEqual([]);
  });

  it('of a session that ran out, and of the rooms that were lost with it', async () => {
    await using stage = await watch();
    const socket = await stage.as('alice');
    await ask(socket, 'join-post', post);
    const session = nextEvent(socket, 'session');
    stage.clock.advance(3_600_000);
    await session;
    expect(stage.of('session')).toMatchObject([{ reason: 'token_expired', userId: 'alice' }]);
    expect(stage.of('eviction')).toMatchObject([{ room: 'post:p1', code: 'token_expired', userId: 'alice' }]);
  });

  it('of a room that was lost by a change of rights, but not of one that was left', async () => {
    await using stage = await watch();
    const socket = await stage.as('alice');
    for (const postId of ['p1', 'p2']) await ask(socket, 'join-post', { postId });
    await ask(socket, 'leave-post', { postId: 'p2' });
    stage.world.blocked.set('p1', new Set(['alice']));
    await stage.roomkey.reauthorize({ room: 'post', params: post });
    expect(stage.of('eviction')).toMatchObject([{ room: 'post:p1', code: 'forbidden' }]);
    expect(stage.of('reauthorization')).toMatchObject([
      { target: 'room', id: 'post:p1', nodes: [stage.roomkey.node], missing: [], sockets: 1, left: 1 },
    ]);
  });

  it('of a revocation, and of the session that ended by it', async () => {
    await using stage = await watch();
    await stage.as('alice', { sessionId: 's1' });
    await stage.roomkey.revoke({ sessionId: 's1' });
    await stage.roomkey.revoke({ userId: 'bob' });
    await stage.roomkey.reauthorize({ userId: 'bob' });
    expect(stage.of('session')).toMatchObject([
      { reason: 'session_revoked', userId: 'alice', sessionId: 's1' },
    ]);
    expect(stage.of('revocation')).toMatchObject([
      { target: 'session', id: 's1', nodes: [stage.roomkey.node], missing: [], sockets: 1 },
      { target: 'user', id: 'bob', sockets: 0 },
    ]);
    expect(stage.of('reauthorization')).toMatchObject([{ target: 'user', id: 'bob', left: 0 }]);
  });
});

describe('observing', () => {
  it('changes nothing when an observer throws, which is reported', async () => {
    await using stage = await setStage();
    stage.roomkey.observe(() => {
      throw new Error('observer');
    });
    const heard: string[] = [];
    stage.roomkey.observe(({ type }) => heard.push(type));
    const socket = await stage.as('alice');
    expect(await ask(socket, 'join-post', post)).toMatchObject({ ok: true });
    await stage.roomkey.revoke({ userId: 'alice' });
    expect(heard).toEqual(expect.arrayContaining(['handshake', 'decision', 'session', 'revocation']));
    expect(stage.world.failures).toHaveLength(heard.length);
    expect(stage.world.failures[0]).toMatchObject({ stage: 'observer', name: 'handshake' });
  });

  it('changes nothing when an observer rejects, which is reported', async () => {
    await using stage = await setStage();
    stage.roomkey.observe(async () => {
      await Promise.resolve();
      throw new Error('observer');
    });
    await stage.as('alice');
    await expect
      .poll(() => stage.world.failures)
      .toMatchObject([{ stage: 'observer', name: 'handshake', error: { message: 'observer' } }]);
  });

  it('stops when it is stopped', async () => {
    await using stage = await setStage();
    const heard: string[] = [];
    const stop = stage.roomkey.observe(({ type }) => heard.push(type));
    stop();
    await stage.as('alice');
    expect(heard).toEqual([]);
  });

  it('never tells a token, cookie, address or payload', async () => {
    await using stage = await watch();
    const token = await stage.world.mint.mint({ userId: 'alice' });
    const extraHeaders = { cookie: 'sid=SECRETCOOKIE', 'x-forwarded-for': '203.0.113.77' };
    const socket = await stage.harness.connect(token, { extraHeaders });
    const payload = { ...post, extra: 'SECRETPAYLOAD' };
    for (const name of ['join-post', 'like-post', 'typing', 'SECRETNAME', 'fail'])
      await ask(socket, name, payload);
    await ask(socket, 'join-post', post);
    const next = await stage.world.mint.mint({ userId: 'alice' });
    await ask(socket, 'refresh-session', { token: next });
    await expect(stage.harness.connect('SECRETTOKEN')).rejects.toThrow('Authentication error');
    await stage.roomkey.revoke({ userId: 'alice' });
    await expect.poll(() => stage.of('disconnect')).toHaveLength(1);
    const told = JSON.stringify(stage.events);
    expect(stage.events.length).toBeGreaterThan(9);
    for (const secret of [token, next, 'SECRET', '203.0.113.77', '127.0.0.1', '@mail.test'])
      expect(told).not.toContain(secret);
  });
});
