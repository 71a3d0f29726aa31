import type { Server, Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { attachAuthentication } from '../../src/server/index.ts';
import type { Authentication, AuthenticationOptions, BaseUser } from '../../src/server/index.ts';
import { createFakeClock, createHarness, createTokenMint, nextEvent } from '../../src/testing/index.ts';
import type { FakeClock, Harness, TokenMint } from '../../src/testing/index.ts';

interface Stage extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly mint: TokenMint;
  readonly harness: Harness;
  readonly auth: Authentication<BaseUser>;
  as(userId: string): Promise<Socket>;
}

/** Somebody's own server, as it was before. */
function ownHandlers(io: Server): void {
  io.on('connection', (socket: ServerSocket) => {
    socket.emit('hello', socket.data.user?.name ?? 'stranger');
    socket.on('join', (room: string, done?: (rooms: string[]) => void) => {
      void socket.join(room);
      done?.([...socket.rooms]);
    });
    socket.on('shout', (text: string) => io.to('hall').emit('shouted', `${socket.data.user?.name}: ${text}`));
    socket.on('who', (done: (user: unknown) => void) => done(socket.data.user));
  });
}

async function setUp(options: Partial<AuthenticationOptions<BaseUser>> = {}): Promise<Stage> {
  const clock = createFakeClock();
  const mint = createTokenMint(() => clock.now());
  let auth: Authentication<BaseUser> | undefined;
  const harness = await createHarness((io) => {
    auth = attachAuthentication(io, {
      verify: mint.verify,
      loadUser: ({ userId }) =>
        userId === 'nobody' ? null : { id: userId, name: userId.toUpperCase(), role: 'user' },
      clock,
      ...options,
    });
    ownHandlers(io);
  });
  if (auth === undefined) throw new Error('Not attached');
  return {
    clock,
    mint,
    harness,
    auth,
    as: async (userId) => harness.connect(await mint.mint({ userId, lifetimeSec: 60 })),
    [Symbol.asyncDispose]: () => harness.close(),
  };
}

const ask = (socket: Socket, event: string, ...args: unknown[]): Promise<unknown> =>
  socket.timeout(2000).emitWithAck(event, ...args);

describe('authentication alone', () => {
  it('leaves events and rooms to the handlers of the server', async () => {
    await using stage = await setUp();
    const [alice, guest] = [await stage.as('alice'), await stage.harness.connect()];
    expect(await ask(alice, 'join', 'hall')).toEqual([alice.id, 'hall']);
    expect(await ask(guest, 'join', 'hall')).toEqual([guest.id, 'hall']);
    const heard = nextEvent(guest, 'shouted');
    alice.emit('shout', 'hi');
    expect(await heard).toBe('ALICE: hi');
  });

  it('has the user in place before the first handler runs', async () => {
    await using stage = await setUp();
    const socket = stage.harness.client(await stage.mint.mint({ userId: 'alice' }));
    const hello = nextEvent(socket, 'hello');
    socket.connect();
    expect(await hello).toBe('ALICE');
    const guest = stage.harness.client();
    const greeting = nextEvent(guest, 'hello');
    guest.connect();
    expect(await greeting).toBe('stranger');
  });

  it('gives handlers the user, and null for an anonymous connection', async () => {
    await using stage = await setUp();
    expect(await ask(await stage.as('alice'), 'who')).toEqual({ id: 'alice', name: 'ALICE', role: 'user' });
    expect(await ask(await stage.as('nobody'), 'who')).toBeNull();
    expect(await ask(await stage.harness.connect(), 'who')).toBeNull();
  });

  it('refuses a bad token', async () => {
    await using stage = await setUp();
    await expect(stage.harness.connect('bad')).rejects.toMatchObject({
      message: 'Authentication error',
      data: { code: 'token_invalid' },
    });
  });

  it('takes the user and the rooms from a connection whose time is over', async () => {
    await using stage = await setUp();
    const alice = await stage.as('alice');
    await ask(alice, 'join', 'hall');
    const session = nextEvent(alice, 'session');
    stage.clock.advance(60_250);
    expect(await session).toMatchObject({ state: 'anonymous', reason: 'token_expired' });
    expect(await ask(alice, 'who')).toBeNull();
    expect(stage.harness.io.of('/').adapter.rooms.has('hall')).toBe(false);
    expect(alice.connected).toBe(true);
  });

  it('refuses or ends connections without a user where anonymous is not allowed', async () => {
    await using stage = await setUp({ anonymous: 'deny' });
    await expect(stage.harness.connect()).rejects.toMatchObject({ data: { code: 'unauthenticated' } });
    const alice = await stage.as('alice');
    const gone = nextEvent(alice, 'disconnect');
    stage.clock.advance(60_250);
    expect(await gone).toBe('io server disconnect');
  });

  it('ends what is revoked, and refuses its token', async () => {
    await using stage = await setUp();
    const [alice, bob] = [await stage.as('alice'), await stage.as('bob')];
    const gone = nextEvent(alice, 'disconnect');
    const said = nextEvent(alice, 'session');
    expect(await stage.auth.revoke({ sessionId: 'session-of-alice' })).toMatchObject({ sockets: 1 });
    expect(await said).toMatchObject({ state: 'anonymous', reason: 'session_revoked' });
    expect(await gone).toBe('io server disconnect');
    await expect(stage.as('alice')).rejects.toMatchObject({ data: { code: 'session_revoked' } });
    expect(await ask(bob, 'who')).toMatchObject({ id: 'bob' });
    expect(stage.auth.connections).toBe(1);
  });

  it('renews a session on its connection', async () => {
    await using stage = await setUp();
    const alice = await stage.as('alice');
    await ask(alice, 'join', 'hall');
    stage.clock.advance(30_000);
    const token = await stage.mint.mint({ userId: 'alice', lifetimeSec: 60 });
    expect(await ask(alice, 'refresh-session', { token })).toMatchObject({
      ok: true,
      data: { state: 'authenticated', expiresIn: 60_000 },
    });
    stage.clock.advance(45_000);
    expect(await ask(alice, 'who')).toMatchObject({ id: 'alice' });
    expect(stage.harness.io.of('/').adapter.rooms.get('hall')?.size).toBe(1);
    const other = await stage.mint.mint({ userId: 'bob' });
    expect(await ask(alice, 'refresh-session', { token: other })).toMatchObject({
      ok: false,
      error: { code: 'identity_mismatch' },
    });
  });

  it('does not let a client pass for the server: its own `session` event changes nothing', async () => {
    await using stage = await setUp();
    const guest = await stage.harness.connect();
    guest.emit('session', { state: 'authenticated', user: { id: 'root' } });
    expect(await ask(guest, 'who')).toBeNull();
  });
});
