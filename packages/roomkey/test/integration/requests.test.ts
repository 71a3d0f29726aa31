import type { Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { nextEvent } from '../../src/testing/index.ts';
import { attachBoard, createWorld } from '../fixtures/board.ts';
import type { BoardOptions, BoardWorld } from '../fixtures/board.ts';
import { startServers } from '../fixtures/servers.ts';
import type { Servers } from '../fixtures/servers.ts';

interface Stage extends AsyncDisposable {
  readonly world: BoardWorld;
  readonly harness: Servers<unknown>;
  as(userId: string): Promise<Socket>;
}

async function setUp(options: BoardOptions = {}): Promise<Stage> {
  const world = createWorld();
  const harness = await startServers((io, node) => attachBoard(io, world, { node, ...options }));
  return {
    world,
    harness,
    as: async (userId) => harness.connect(await world.mint.mint({ userId })),
    [Symbol.asyncDispose]: () => harness.close(),
  };
}

const ask = (socket: Socket, event: string, ...payload: unknown[]): Promise<unknown> =>
  socket.timeout(2000).emitWithAck(event, ...payload);

const denied = (code: string, extra: object = {}): unknown => ({
  ok: false,
  error: expect.objectContaining({ code, ...extra }),
});

/** Resolves once everything that was sent to the socket before has arrived. */
const settled = (socket: Socket): Promise<unknown> => ask(socket, 'view-post', { postId: 'settled' });

describe('joining a room', () => {
  it('answers, says joined, and delivers the events of the room', async () => {
    await using stage = await setUp();
    const [alice, bob] = [await stage.as('alice'), await stage.as('bob')];
    const joined = nextEvent(alice, 'joined-post');
    expect(await ask(alice, 'join-post', { postId: 'p1' })).toEqual({ ok: true, data: { postId: 'p1' } });
    expect(await joined).toEqual({ postId: 'p1' });
    await ask(bob, 'join-post', { postId: 'p1' });
    const heard = nextEvent(alice, 'user-typing');
    bob.emit('typing', { postId: 'p1', isTyping: true });
    expect(await heard).toEqual({ postId: 'p1', userId: 'bob', userName: 'BOB', isTyping: true });
  });

  it('is refused to an anonymous connection, in the wording of the contract', async () => {
    await using stage = await setUp();
    const socket = await stage.harness.connect();
    const message = 'Authentication required to join rooms';
    expect(await ask(socket, 'join-post', { postId: 'p1' })).toEqual(
      denied('unauthenticated', { message, retry: 'never' }),
    );
    const error = nextEvent(socket, 'error');
    socket.emit('join-post', { postId: 'p1' });
    expect(await error).toEqual({ code: 'unauthenticated', message, event: 'join-post' });
  });

  it('is refused where the policy says no, fails, or the role is missing', async () => {
    await using stage = await setUp();
    const alice = await stage.as('alice');
    stage.world.blocked.set('p1', new Set(['alice']));
    expect(await ask(alice, 'join-post', { postId: 'p1' })).toEqual(denied('forbidden'));
    stage.world.before = () => Promise.reject(new Error('database down'));
    expect(await ask(alice, 'join-post', { postId: 'p2' })).toEqual(
      denied('unavailable', { retry: 'backoff' }),
    );
    expect(await ask(alice, 'join-staff', { postId: 'p1' })).toEqual(denied('forbidden'));
    expect(stage.world.failures).toMatchObject([{ stage: 'policy', name: 'post' }]);
  });

  it('is by resource: no name of a room, socket or user gets in', async () => {
    await using stage = await setUp();
    const [alice, bob] = [await stage.as('alice'), await stage.as('bob')];
    for (const postId of [bob.id, 'user:bob', 'p1:p2', 'p1#', '', 'ｐ1', 'x'.repeat(41)]) {
      expect(await ask(alice, 'join-post', { postId })).toEqual(denied('invalid_payload'));
    }
    expect(await ask(alice, 'join-post', 'post:p1')).toEqual(denied('invalid_payload'));
    expect(await ask(alice, 'join-post', { postId: 'p1', room: 'post:p2' })).toEqual(
      denied('invalid_payload'),
    );
  });

  it('ends with leaving, also when the join has not been answered yet', async () => {
    await using stage = await setUp();
    const alice = await stage.as('alice');
    await ask(alice, 'join-post', { postId: 'p1' });
    const left = nextEvent(alice, 'left-post');
    expect(await ask(alice, 'leave-post', { postId: 'p1' })).toEqual({ ok: true, data: { postId: 'p1' } });
    expect(await left).toEqual({ postId: 'p1', reason: 'left' });

    let release = (): void => undefined;
    stage.world.before = (step) =>
      step === 'policy' ? new Promise<void>((resolve) => (release = resolve)) : undefined;
    const joining = ask(alice, 'join-post', { postId: 'p2' });
    await ask(alice, 'leave-post', { postId: 'p2' });
    stage.world.before = () => undefined;
    release();
    expect(await joining).toEqual(denied('conflict'));
    expect(stage.harness.members('post:p2')).toBe(0);
  });
});

describe('a request', () => {
  it('is answered with the data of its handler, and heard by the rooms of its event', async () => {
    await using stage = await setUp();
    const [alice, visitor] = [await stage.as('alice'), await stage.harness.connect()];
    await ask(visitor, 'view-post', { postId: 'p1' });
    const heard = nextEvent(visitor, 'like-update');
    expect(await ask(alice, 'like-post', { postId: 'p1' })).toEqual({
      ok: true,
      data: { likeCount: 1, version: 1 },
    });
    expect(await heard).toEqual({ postId: 'p1', likeCount: 1, version: 1 });
  });

  it('is denied in the wording of the contract, once per request', async () => {
    await using stage = await setUp();
    const socket = await stage.harness.connect();
    const errors: unknown[] = [];
    socket.on('error', (error) => errors.push(error));
    socket.emit('like-post', { postId: 'p1' });
    await settled(socket);
    expect(errors).toEqual([{ code: 'unauthenticated', message: 'Login to like posts', event: 'like-post' }]);
    expect(stage.world.likes.size).toBe(0);
  });

  it('that is denied silently says nothing, unless it asked for an answer', async () => {
    await using stage = await setUp();
    const [alice, visitor] = [await stage.as('alice'), await stage.harness.connect()];
    const errors: unknown[] = [];
    alice.on('error', (error) => errors.push(error));
    visitor.on('error', (error) => errors.push(error));
    for (const socket of [alice, visitor]) {
      socket.emit('typing', { postId: 'p1', isTyping: true });
      socket.emit('typing');
      await settled(socket);
    }
    expect(errors).toEqual([]);
    expect(await ask(alice, 'typing', { postId: 'p1', isTyping: true })).toEqual(denied('not_joined'));
    expect(await ask(visitor, 'typing', { postId: 'p1', isTyping: true })).toEqual(denied('unauthenticated'));
  });

  it('asks the policy of its room again, although the room was joined', async () => {
    await using stage = await setUp();
    const alice = await stage.as('alice');
    await ask(alice, 'join-post', { postId: 'p1' });
    stage.world.blocked.set('p1', new Set(['alice']));
    expect(await ask(alice, 'typing', { postId: 'p1', isTyping: true })).toEqual(denied('forbidden'));
    expect(await ask(alice, 'like-post', { postId: 'p1' })).toEqual(denied('forbidden'));
  });

  it('for a role is denied to others and granted to the role', async () => {
    await using stage = await setUp();
    expect(await ask(await stage.as('alice'), 'pin-post', { postId: 'p1' })).toEqual(denied('forbidden'));
    expect(await ask(await stage.as('root'), 'pin-post', { postId: 'p1' })).toEqual({ ok: true });
  });

  it.each(['nope', 'user-typing', '__proto__', 'constructor', 'hasOwnProperty', 'toString', ''])(
    'of the unknown name %j is refused',
    async (name) => {
      await using stage = await setUp();
      const alice = await stage.as('alice');
      expect(await ask(alice, name, {})).toEqual(denied('unknown_event'));
    },
  );

  it.each(['throw', 'reject'])('whose handler fails (%s) is answered without a detail', async (how) => {
    await using stage = await setUp();
    const alice = await stage.as('alice');
    expect(await ask(alice, 'fail', { how })).toEqual({
      ok: false,
      error: { code: 'internal', message: 'Internal error', retry: 'never' },
    });
    expect(stage.world.failures).toMatchObject([{ stage: 'handler', name: 'fail' }]);
    expect(await ask(alice, 'like-post', { postId: 'p1' })).toMatchObject({ ok: true });
  });

  it('whose handler never settles is answered with timeout', async () => {
    await using stage = await setUp({ timeoutMs: 50 });
    expect(await ask(await stage.as('alice'), 'fail', { how: 'hang' })).toEqual(denied('timeout'));
  });

  it('is answered with the fields of its output schema and no others', async () => {
    await using stage = await setUp();
    const answer = await ask(await stage.as('alice'), 'fail', { how: 'leak' });
    expect(answer).toEqual({ ok: true, data: { likeCount: 1, version: 1 } });
  });
});

const HOSTILE: readonly (readonly [string, readonly unknown[]])[] = [
  ['missing', []],
  ['null', [null]],
  ['a number', [7]],
  ['a string', ['p1']],
  ['an array', [['p1']]],
  ['wrong types', [{ postId: { $gt: '' }, isTyping: 'yes', how: 1 }]],
  [
    'prototype keys',
    [JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}')],
  ],
  ['binary', [Buffer.from('p1')]],
  ['nested binary', [{ postId: Buffer.from('p1'), isTyping: Buffer.from('1') }]],
  ['an unknown key', [{ postId: 'p1', isTyping: true, how: 'throw', userId: 'bob', userName: 'BOB' }]],
];

const NAMES = [
  'join-post',
  'leave-post',
  'typing',
  'like-post',
  'view-post',
  'pin-post',
  'fail',
  'refresh-session',
];

describe('a hostile payload', () => {
  it.each(HOSTILE)(
    '(%s) gets invalid_payload from every request, and nothing dies',
    async (_kind, payload) => {
      await using stage = await setUp();
      const root = await stage.as('root');
      for (const name of NAMES)
        expect([name, await ask(root, name, ...payload)]).toEqual([name, denied('invalid_payload')]);
      for (const name of NAMES) root.emit(name, ...payload, 'not a function', 1, 2);
      expect(await ask(root, 'like-post', { postId: 'p1' })).toMatchObject({ ok: true });
      expect(stage.world.failures).toEqual([]);
      expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
    },
  );

  it('names the path of what is wrong and never the value', async () => {
    await using stage = await setUp();
    const answer = await ask(await stage.as('alice'), 'typing', { postId: 'P!secret', isTyping: true });
    expect(answer).toEqual(
      denied('invalid_payload', { issues: [{ path: ['postId'], message: expect.any(String) }] }),
    );
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});

describe('events of no contract', () => {
  it('reach own listeners when that was asked for', async () => {
    await using stage = await setUp({ undeclared: 'pass' });
    for (const { io } of stage.harness.nodes)
      io.on('connection', (socket) => socket.on('own', (reply: (text: string) => void) => reply('heard')));
    expect(await ask(await stage.as('alice'), 'own')).toBe('heard');
  });
});
