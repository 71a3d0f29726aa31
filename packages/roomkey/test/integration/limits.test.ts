import type { Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { attachAuthentication } from '../../src/server/index.ts';
import { createHarness, createTokenMint } from '../../src/testing/index.ts';
import { isOneServer } from '../fixtures/servers.ts';
import { ask, denied, hold, record, setStage } from '../fixtures/stage.ts';
import type { Stage } from '../fixtures/stage.ts';
import { connectTransport } from '../security/support/raw-transport.ts';

const POST = { postId: 'p1' };
const OK = expect.objectContaining({ ok: true });
const limited = (retryAfterMs: number): unknown => denied('rate_limited', { retryAfterMs, retry: 'backoff' });

/** So many requests at once, and what they are answered. */
const burst = (count: number, socket: Socket, event = 'leave-post') =>
  Promise.all(Array.from({ length: count }, () => ask(socket, event, POST)));

const refusalsIn = (answers: readonly unknown[]): readonly unknown[] =>
  answers.filter((answer) => !OK.asymmetricMatch(answer));

describe('requests of one connection', () => {
  it('are refused beyond a burst of 40, with a wait that is true', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice');
    expect(refusalsIn(await burst(40, alice))).toEqual([]);
    expect(await ask(alice, 'leave-post', POST)).toEqual(limited(100));
    stage.clock.advance(99);
    expect(await ask(alice, 'leave-post', POST)).toEqual(limited(1));
    stage.clock.advance(1);
    expect(await burst(2, alice)).toEqual([OK, limited(100)]);
  });

  it('are those of anonymous connections too, each its own', async () => {
    await using stage = await setStage();
    const [one, two] = [await stage.harness.connect(), await stage.harness.connect()];
    expect(refusalsIn(await burst(41, one))).toEqual([limited(100)]);
    expect(await ask(two, 'leave-post', POST)).toEqual(OK);
  });

  it('count whatever their names are', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice');
    const unknown = await Promise.all(
      Array.from({ length: 40 }, (_, index) => ask(alice, `no-such-${index}`)),
    );
    expect(unknown).toEqual(Array.from({ length: 40 }, () => denied('unknown_event')));
    expect(await ask(alice, 'no-such')).toEqual(limited(100));
    expect(await ask(alice, 'leave-post', POST)).toEqual(limited(100));
  });

  it('that are refused reach no policy and no handler', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice');
    await burst(40, alice);
    const steps: string[] = [];
    stage.world.before = (step) => void steps.push(step);
    expect(await ask(alice, 'like-post', POST)).toEqual(limited(100));
    expect([steps, stage.world.likes.size]).toEqual([[], 0]);
  });

  it('are told of it without an acknowledgement, unless their denials are silent', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice');
    await burst(40, alice);
    const heard = record(alice);
    alice.emit('leave-post', POST);
    alice.emit('typing', { ...POST, isTyping: true });
    expect(await ask(alice, 'typing', { ...POST, isTyping: true })).toEqual(limited(100));
    expect(heard).toEqual([
      ['error', { code: 'rate_limited', message: 'Too many requests', event: 'leave-post' }],
    ]);
  });

  it('close it when they go on and on, and no other', async () => {
    await using stage = await setStage();
    const [flood, other] = [await stage.as('alice'), await stage.as('alice')];
    const closed = new Promise((resolve) => flood.once('disconnect', resolve));
    expect(refusalsIn(await burst(140, flood))).toHaveLength(100);
    expect(flood.connected).toBe(true);
    flood.emit('leave-post', POST);
    expect(await closed).toBe('io server disconnect');
    expect(await ask(other, 'leave-post', POST)).toEqual(OK);
    await expect.poll(() => stage.connections).toBe(1);
  });

  it('that are refused now and then do not close it', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice');
    await burst(140, alice);
    for (let count = 0; count < 5; count += 1) {
      stage.clock.advance(10_000);
      expect(refusalsIn(await burst(50, alice))).toHaveLength(10);
    }
    expect(alice.connected).toBe(true);
  });
});

describe('requests of one user', () => {
  // Limits count in one process (docs/limits.md).
  it.runIf(isOneServer)(
    'are refused beyond a burst of 160 over all connections, and nobody else’s are',
    async () => {
      await using stage = await setStage();
      const sockets = await Promise.all(Array.from({ length: 5 }, () => stage.as('alice')));
      const bob = await stage.as('bob');
      const answers = await Promise.all(sockets.slice(0, 4).map((socket) => burst(40, socket)));
      expect(refusalsIn(answers.flat())).toEqual([]);
      const [fifth] = sockets.slice(4);
      if (fifth === undefined) throw new Error('Not connected');
      expect(await ask(fifth, 'leave-post', POST)).toEqual(limited(25));
      expect(await ask(bob, 'leave-post', POST)).toEqual(OK);
      stage.clock.advance(25);
      expect(await burst(2, fifth)).toEqual([OK, limited(25)]);
    },
  );
});

describe('a limit of its own', () => {
  // Limits count in one process (docs/limits.md).
  it.runIf(isOneServer)('is one for all connections of a user', async () => {
    await using stage = await setStage();
    const [one, two] = [await stage.as('root'), await stage.as('root')];
    expect(await burst(3, one, 'pin-post')).toEqual([OK, OK, OK]);
    expect(await ask(two, 'pin-post', POST)).toEqual(limited(500));
    expect(await ask(two, 'leave-post', POST)).toEqual(OK);
    stage.clock.advance(500);
    expect(await burst(2, two, 'pin-post')).toEqual([OK, limited(500)]);
  });

  it('of a room is for joining it', async () => {
    await using stage = await setStage();
    const root = await stage.as('root');
    const joins = [1, 2, 3, 4].map((post) => ask(root, 'join-staff', { postId: `p${post}` }));
    expect(await Promise.all(joins)).toEqual([OK, OK, OK, limited(500)]);
    expect(await ask(root, 'join-post', POST)).toEqual(OK);
    expect(await ask(root, 'leave-staff', POST)).toEqual(OK);
  });

  it('is there for refreshing, before a token is looked at', async () => {
    let verified = 0;
    const { verify } = createTokenMint();
    const counted: typeof verify = (token, now) => {
      verified += 1;
      return verify(token, now);
    };
    await using stage = await setStage({ verify: counted });
    const socket = await stage.harness.connect();
    const refresh = (): Promise<unknown> => ask(socket, 'refresh-session', { token: 'bad' });
    const answers = await Promise.all(Array.from({ length: 20 }, refresh));
    expect(answers).toEqual(Array.from({ length: 20 }, () => denied('token_invalid')));
    expect(await refresh()).toEqual(limited(500));
    expect(verified).toBe(20);
  });
});

describe('the payload of a request', () => {
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  const deep = denied('payload_too_large', { retry: 'never' });

  it.each([
    ['deeper than 32', { ...POST, isTyping: nested(32) }],
    ['of more than 32 KiB', { ...POST, isTyping: 'x'.repeat(32_768) }],
    ['with more than 32 KiB of keys', Object.fromEntries(Array(8_000).fill(0).entries())],
    ['with more than 32 KiB of binary data', { ...POST, isTyping: Buffer.alloc(32_768) }],
  ])('%s is refused before any schema', async (_what, payload) => {
    await using stage = await setStage();
    const alice = await stage.as('alice');
    expect(await ask(alice, 'typing', payload)).toEqual(deep);
    expect(await ask(alice, 'typing', { ...POST, isTyping: 'yes' })).toEqual(denied('invalid_payload'));
    expect(stage.world.failures).toEqual([]);
  });

  it('of 16,000 levels is refused by a server that goes on', async () => {
    await using stage = await setStage();
    // Socket.IO's own client would overflow its stack before it has sent this.
    const transport = await connectTransport(stage.harness.url);
    const payload = '['.repeat(16_000) + ']'.repeat(16_000);
    expect(await transport.request('typing', payload)).toEqual(deep);
    expect(await transport.request('leave-post', JSON.stringify(POST))).toEqual(OK);
  });

  it('may be as deep and as large as the limits say', async () => {
    await using stage = await setStage({ limits: { payload: { depth: 3, size: 100 } } });
    const alice = await stage.as('alice');
    const within = [
      { ...POST, isTyping: nested(2) },
      { ...POST, isTyping: 'x'.repeat(60) },
    ];
    const beyond = [
      { ...POST, isTyping: nested(3) },
      { ...POST, isTyping: 'x'.repeat(100) },
    ];
    for (const payload of within)
      expect(await ask(alice, 'typing', payload)).toEqual(denied('invalid_payload'));
    for (const payload of beyond) expect(await ask(alice, 'typing', payload)).toEqual(deep);
  });
});

describe('the rooms of one connection', () => {
  const join = (socket: Socket, post: number): Promise<unknown> =>
    ask(socket, 'join-watch', { postId: `p${post}` });
  const full = denied('rate_limited', { message: 'Too many rooms; leave one first' });
  const members = (stage: Stage): number =>
    stage.harness.rooms().filter((key) => key.startsWith('watch:')).length;

  it('are at most 128, also when all are asked for at once', async () => {
    await using stage = await setStage({ limits: { requests: null } });
    const socket = await stage.harness.connect();
    const answers = await Promise.all(Array.from({ length: 140 }, (_, post) => join(socket, post)));
    expect(refusalsIn(answers)).toEqual(Array.from({ length: 12 }, () => full));
    expect(members(stage)).toBe(128);
    expect(await join(socket, 0)).toEqual(OK);
    expect(await ask(socket, 'view-post', { postId: 'by-handler' })).toEqual(full);
    await ask(socket, 'leave-watch', { postId: 'p0' });
    expect(await join(socket, 200)).toEqual(OK);
    expect(await join(socket, 201)).toEqual(full);
  });

  it('are taken by joins under way, and given back by those that are refused', async () => {
    await using stage = await setStage({ limits: { roomsPerConnection: 1 } });
    stage.world.membersOnly.add('p1');
    const socket = await stage.harness.connect();
    const deciding = hold(stage.world, 'policy');
    const first = join(socket, 1);
    await deciding.arrived;
    expect(await join(socket, 2)).toEqual(full);
    deciding.release();
    expect(await first).toEqual(denied('forbidden'));
    expect(await join(socket, 2)).toEqual(OK);
  });
});

describe('limits that are null', () => {
  it('bound nothing', async () => {
    const limits = { requests: null, payload: null, roomsPerConnection: null };
    await using stage = await setStage({ limits });
    const alice = await stage.as('alice');
    expect(refusalsIn(await burst(300, alice))).toEqual([]);
    expect(await ask(alice, 'leave-post', { postId: 'x'.repeat(40_000) })).toEqual(denied('invalid_payload'));
    const joins = Array.from({ length: 130 }, (_, post) => ask(alice, 'join-watch', { postId: `p${post}` }));
    expect(refusalsIn(await Promise.all(joins))).toEqual([]);
  });

  it('are those of own listeners beside authentication alone', async () => {
    const { verify } = createTokenMint();
    await using harness = await createHarness((io) => {
      attachAuthentication(io, { verify, loadUser: () => null });
      io.on('connection', (socket) => socket.on('echo', (value, answer) => answer(value)));
    });
    const socket = await harness.connect();
    const answers = await Promise.all(Array.from({ length: 300 }, (_, value) => ask(socket, 'echo', value)));
    expect(answers).toEqual(Array.from({ length: 300 }, (_, value) => value));
  });
});
