import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { nextEvent } from '../../src/testing/index.ts';
import { attachBoard, createWorld } from '../fixtures/board.ts';
import type { BoardOptions, BoardWorld } from '../fixtures/board.ts';
import { startServers } from '../fixtures/servers.ts';

const start = async (world: BoardWorld, options: BoardOptions = {}) =>
  startServers((io, node) => attachBoard(io, world, { node, ...options }));

const refusalOf = (error: unknown): unknown => {
  if (!(error instanceof Error)) throw new Error('Not refused');
  return { message: error.message, data: 'data' in error ? error.data : undefined };
};

const invalid = { message: 'Authentication error', data: { code: 'token_invalid', retry: 'refresh' } };

describe('a handshake', () => {
  it.each([undefined, '', null])('without a token (%j) is accepted as anonymous', async (token) => {
    await using harness = await start(createWorld());
    const socket = harness.client(token);
    const session = nextEvent(socket, 'session');
    socket.connect();
    expect(await session).toEqual({
      state: 'anonymous',
      user: null,
      reason: 'token_missing',
      expiresIn: null,
      serverTime: expect.any(Number),
    });
  });

  it('with a good token is accepted as its user, with the time that is left', async () => {
    const world = createWorld();
    await using harness = await start(world);
    const socket = harness.client(await world.mint.mint({ userId: 'alice', lifetimeSec: 60 }));
    const session = nextEvent(socket, 'session');
    socket.connect();
    expect(await session).toEqual({
      state: 'authenticated',
      user: { id: 'alice', name: 'ALICE', role: 'user', avatar: null },
      reason: null,
      expiresIn: expect.any(Number),
      serverTime: expect.any(Number),
    });
    expect(await session).toHaveProperty('expiresIn', expect.closeTo(60_000, -4));
  });

  it('with a genuine token whose time is over is accepted as anonymous', async () => {
    const world = createWorld();
    await using harness = await start(world);
    const issuedAt = Date.now() - 61_000;
    const socket = harness.client(await world.mint.mint({ userId: 'alice', issuedAt, lifetimeSec: 60 }));
    const session = nextEvent(socket, 'session');
    socket.connect();
    expect(await session).toMatchObject({ state: 'anonymous', user: null, reason: 'token_expired' });
    expect(world.lookups).toEqual([]);
  });

  it('of a user who is gone is accepted as anonymous', async () => {
    const world = createWorld();
    await using harness = await start(world);
    const socket = harness.client(await world.mint.mint({ userId: 'nobody' }));
    const session = nextEvent(socket, 'session');
    socket.connect();
    expect(await session).toMatchObject({ state: 'anonymous', user: null, reason: 'user_unknown' });
  });

  it('of a revoked session is refused for good', async () => {
    const world = createWorld();
    await using harness = await start(world);
    world.revoked.add('session-of-alice');
    const refused = await harness.connect(await world.mint.mint({ userId: 'alice' })).catch(refusalOf);
    expect(refused).toEqual({
      message: 'Authentication error',
      data: { code: 'session_revoked', retry: 'never' },
    });
  });

  it('that cannot be checked now is refused as an outage, not as a bad token', async () => {
    const world = createWorld();
    await using harness = await start(world);
    world.before = () => Promise.reject(new Error('connect ECONNREFUSED'));
    const refused = await harness.connect(await world.mint.mint({ userId: 'alice' })).catch(refusalOf);
    expect(refused).toEqual({
      message: 'Service unavailable',
      data: { code: 'unavailable', retry: 'backoff' },
    });
    expect(world.failures).toMatchObject([{ stage: 'load-user' }]);
  });

  it.each([0, false, [], {}, 1, 'x', 'a.b.c', 'x'.repeat(8193), ['a.b.c']])(
    'with %j for a token is refused, without a look-up',
    async (token) => {
      const world = createWorld();
      await using harness = await start(world);
      expect(await harness.connect(token).catch(refusalOf)).toEqual(invalid);
      expect(world.lookups).toEqual([]);
    },
  );

  it('with a token that somebody else signed is refused, expired or not', async () => {
    const world = createWorld();
    const stranger = createWorld();
    await using harness = await start(world);
    for (const lifetimeSec of [60, -60]) {
      const issuedAt = lifetimeSec < 0 ? Date.now() - 120_000 : Date.now();
      const token = await stranger.mint.mint({ userId: 'alice', issuedAt, lifetimeSec: 60 });
      expect(await harness.connect(token).catch(refusalOf)).toEqual(invalid);
    }
  });

  it('with an unsigned token is refused', async () => {
    const world = createWorld();
    await using harness = await start(world);
    const [, payload] = (await world.mint.mint({ userId: 'alice' })).split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      const header = Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url');
      for (const signature of ['', 'AAAA']) {
        const refused = await harness.connect(`${header}.${payload}.${signature}`).catch(refusalOf);
        expect(refused).toEqual(invalid);
      }
    }
  });

  it('with a token that breaks the claim profile is refused', async () => {
    const world = createWorld();
    const key = new Uint8Array(32).fill(7);
    const { secret } = await import('../../src/server/index.ts');
    await using harness = await start(world, { verify: secret(key, world.mint.profile) });
    const nowSec = Math.floor(Date.now() / 1000);
    const good = {
      sub: 'alice',
      sid: 's',
      iat: nowSec,
      exp: nowSec + 60,
      iss: 'https://issuer.test',
      aud: 'https://app.test',
    };
    const sign = (claims: object): Promise<string> =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(key);
    await harness.connect(await sign(good));
    const wrong = [
      { exp: undefined },
      { iat: undefined },
      { sub: undefined },
      { exp: '9' },
      { exp: -1 },
      { exp: 1e308 },
      { exp: nowSec + 86_401 },
      { iat: nowSec + 3600, exp: nowSec + 7200 },
      { nbf: nowSec + 3600 },
      { iss: 'https://other.test' },
      { aud: 'https://other.test' },
      { aud: undefined },
      { sub: { $gt: '' } },
      { sub: [] },
      { sub: 1 },
      { sub: '' },
      { sid: { $gt: '' } },
      { sid: 'x'.repeat(256) },
    ];
    for (const claims of wrong) {
      expect([claims, await harness.connect(await sign({ ...good, ...claims })).catch(refusalOf)]).toEqual([
        claims,
        invalid,
      ]);
    }
  });

  it('reads identity from nothing but auth.token', async () => {
    const world = createWorld();
    await using harness = await start(world);
    const token = await world.mint.mint({ userId: 'alice' });
    const socket = harness.client(undefined, {
      auth: { userId: 'bob', user: { id: 'root', role: 'admin' } },
      query: { token, userId: 'bob' },
      extraHeaders: { authorization: `Bearer ${token}`, 'x-user-id': 'bob', cookie: `token=${token}` },
    });
    const session = nextEvent(socket, 'session');
    socket.connect();
    expect(await session).toMatchObject({ state: 'anonymous', user: null });
  });

  it('leaves no token and no cookie in what Socket.IO keeps of it', async () => {
    const world = createWorld();
    await using harness = await start(world);
    const token = await world.mint.mint({ userId: 'alice' });
    await harness.connect(token, { extraHeaders: { cookie: 'secret=1', authorization: 'Bearer x' } });
    const [remote] = await harness.io.fetchSockets();
    const kept = JSON.stringify([remote?.handshake, remote?.data]);
    expect(kept).not.toContain(token);
    expect(kept).not.toContain('secret=1');
    expect(kept).not.toContain('Bearer');
  });

  it('is one look-up of a server for many connections of one user at the same time', async () => {
    const world = createWorld();
    let verified = 0;
    await using harness = await start(world, {
      verify: async (token, now) => {
        verified += 1;
        return world.mint.verify(token, now);
      },
    });
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    world.before = () => released;
    const token = await world.mint.mint({ userId: 'alice' });
    const sockets = Array.from({ length: 5 }, () => harness.connect(token));
    await expect.poll(() => verified).toBe(5);
    release();
    expect(await Promise.all(sockets)).toHaveLength(5);
    expect(world.lookups).toHaveLength(harness.nodes.length);
  });

  it('is refused without a user where anonymous is not allowed', async () => {
    const world = createWorld();
    await using harness = await start(world, { anonymous: 'deny' });
    expect(await harness.connect().catch(refusalOf)).toEqual({
      message: 'Authentication error',
      data: { code: 'unauthenticated', retry: 'never' },
    });
    const expired = await world.mint.mint({
      userId: 'alice',
      issuedAt: Date.now() - 61_000,
      lifetimeSec: 60,
    });
    expect(await harness.connect(expired).catch(refusalOf)).toMatchObject({
      data: { code: 'token_expired' },
    });
  });

  it('guards every namespace, also one that is made later', async () => {
    const world = createWorld();
    await using harness = await start(world);
    for (const { io } of harness.nodes) io.of('/admin');
    const { io } = await import('socket.io-client');
    const socket = io(`${harness.url}/admin`, {
      auth: { token: 'bad' },
      reconnection: false,
      forceNew: true,
    });
    expect(refusalOf(await nextEvent(socket, 'connect_error'))).toEqual(invalid);
    socket.disconnect();
  });

  it('does not start with connection state recovery', async () => {
    const world = createWorld();
    const started = startServers((io) => attachBoard(io, world), { connectionStateRecovery: {} });
    await expect(started).rejects.toThrow(/connectionStateRecovery/);
  });
});
