import { describe, expect, it } from 'vitest';
import { nextEvent } from '../../src/testing/index.ts';
import { ask, denied, record, setStage } from '../fixtures/stage.ts';

describe('expiry', () => {
  it('makes a live connection anonymous and takes it out of its rooms', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice', { lifetimeSec: 60 });
    await ask(alice, 'join-post', { postId: 'p1' });
    await ask(alice, 'join-watch', { postId: 'p1' });
    const session = nextEvent(alice, 'session');
    const left = nextEvent(alice, 'left-post');
    stage.clock.advance(60_250);
    expect(await left).toEqual({ postId: 'p1', reason: 'token_expired' });
    expect(await session).toMatchObject({ state: 'anonymous', user: null, reason: 'token_expired' });
    expect(alice.connected).toBe(true);
    expect(stage.members('post:p1')).toBe(0);
    expect(stage.members('watch:p1')).toBe(1);
    const [socket] = await stage.harness.io.fetchSockets();
    expect(socket?.data.user).toBeNull();
  });

  it('is the reason for the rooms that it costs, also where a policy is asked about the visitor', async () => {
    await using stage = await setStage();
    stage.world.membersOnly.add('p1');
    const alice = await stage.as('alice', { lifetimeSec: 60 });
    await ask(alice, 'join-watch', { postId: 'p1' });
    const left = nextEvent(alice, 'left-watch');
    stage.clock.advance(60_250);
    expect(await left).toEqual({ postId: 'p1', reason: 'token_expired' });
  });

  it('closes the connection where anonymous is not allowed', async () => {
    await using stage = await setStage({ anonymous: 'deny' });
    const alice = await stage.as('alice', { lifetimeSec: 60 });
    const session = nextEvent(alice, 'session');
    const gone = nextEvent(alice, 'disconnect');
    stage.clock.advance(60_250);
    expect(await session).toMatchObject({ reason: 'token_expired' });
    expect(await gone).toBe('io server disconnect');
  });

  it('is judged by time when a request arrives, not by whether a timer has fired', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice', { lifetimeSec: 60 });
    await ask(alice, 'join-post', { postId: 'p1' });
    stage.clock.jump(60_000);
    expect(await ask(alice, 'like-post', { postId: 'p1' })).toEqual(
      denied('token_expired', { retry: 'refresh' }),
    );
    expect(stage.world.likes.size).toBe(0);
    expect(stage.members('post:p1')).toBe(0);
    expect(await ask(alice, 'like-post', { postId: 'p1' })).toEqual(denied('unauthenticated'));
  });

  it('during a policy lets nothing through', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice', { lifetimeSec: 60 });
    stage.world.before = (step) => void (step === 'policy' && stage.clock.jump(60_000));
    expect(await ask(alice, 'join-post', { postId: 'p1' })).toMatchObject({ ok: false });
    expect(stage.members('post:p1')).toBe(0);
  });
});

describe('refresh-session', () => {
  it('extends the connection and keeps its rooms', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice', { lifetimeSec: 60 });
    await ask(alice, 'join-post', { postId: 'p1' });
    const heard = record(alice);
    await stage.pass(50_000);
    const token = await stage.world.mint.mint({ userId: 'alice', lifetimeSec: 60 });
    expect(await ask(alice, 'refresh-session', { token })).toMatchObject({
      ok: true,
      data: { expiresIn: 60_000 },
    });
    expect(heard).toEqual([
      ['session', expect.objectContaining({ state: 'authenticated', expiresIn: 60_000 })],
    ]);
    stage.clock.advance(30_000);
    expect(await ask(alice, 'like-post', { postId: 'p1' })).toMatchObject({ ok: true });
    expect(stage.members('post:p1')).toBe(1);
  });

  it('leaves the rooms that are lost, and says which', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice', { lifetimeSec: 60 });
    for (const postId of ['p1', 'p2']) await ask(alice, 'join-post', { postId });
    stage.world.blocked.set('p1', new Set(['alice']));
    const left = nextEvent(alice, 'left-post');
    const token = await stage.world.mint.mint({ userId: 'alice', lifetimeSec: 120 });
    await ask(alice, 'refresh-session', { token });
    expect(await left).toEqual({ postId: 'p1', reason: 'forbidden' });
    expect([stage.members('post:p1'), stage.members('post:p2')]).toEqual([0, 1]);
  });

  it('brings a changed user along', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice');
    stage.world.users.set('alice', { id: 'alice', name: 'Alicia', role: 'admin', email: 'a@mail.test' });
    const token = await stage.world.mint.mint({ userId: 'alice', lifetimeSec: 1200 });
    expect(await ask(alice, 'refresh-session', { token })).toMatchObject({
      data: { user: { name: 'Alicia', role: 'admin' } },
    });
    expect(await ask(alice, 'pin-post', { postId: 'p1' })).toMatchObject({ ok: true });
  });

  it('serves the connections of the session that are named, and no other', async () => {
    await using stage = await setStage();
    const tab = () => stage.as('alice', { lifetimeSec: 60 });
    const [first, second, stolen] = [await tab(), await tab(), await tab()];
    const phone = await stage.as('alice', { lifetimeSec: 60, sessionId: 'phone' });
    const bob = await stage.as('bob', { lifetimeSec: 60 });
    const heard = [stolen, phone, bob].map(record);
    const told = nextEvent(second, 'session');
    const token = await stage.world.mint.mint({ userId: 'alice', lifetimeSec: 600 });
    const connections = [second.id, phone.id, bob.id, 'nobody'];
    await ask(first, 'refresh-session', { token, connections });
    expect(await told).toMatchObject({ state: 'authenticated', expiresIn: 600_000 });
    for (const socket of [stolen, phone, bob]) await ask(socket, 'leave-post', { postId: 'p1' });
    expect(heard.flat().filter(([event]) => event === 'session')).toEqual([]);
    stage.clock.advance(60_250);
    expect(await ask(stolen, 'like-post', { postId: 'p1' })).toEqual(denied('unauthenticated'));
    expect(await ask(second, 'like-post', { postId: 'p1' })).toMatchObject({ ok: true });
  });

  it.each(['x', {}, [1], [null], Array.from({ length: 101 }, () => 'x')])(
    'with %j for a list of connections is refused',
    async (connections) => {
      await using stage = await setStage();
      const token = await stage.world.mint.mint({ userId: 'alice', lifetimeSec: 600 });
      const alice = await stage.as('alice');
      expect(await ask(alice, 'refresh-session', { token, connections })).toEqual(denied('invalid_payload'));
    },
  );

  it('with an older token changes nothing', async () => {
    await using stage = await setStage();
    const older = await stage.world.mint.mint({ userId: 'alice', lifetimeSec: 60 });
    const alice = await stage.as('alice', { lifetimeSec: 600 });
    const heard = record(alice);
    expect(await ask(alice, 'refresh-session', { token: older })).toMatchObject({
      ok: true,
      data: { expiresIn: 600_000 },
    });
    expect(heard).toEqual([]);
  });

  it.each([
    ['another user', { userId: 'bob' }, 'identity_mismatch'],
    ['another session', { userId: 'alice', sessionId: 'phone' }, 'identity_mismatch'],
    ['no session', { userId: 'alice', sessionId: null }, 'identity_mismatch'],
    ['a time that is over', { userId: 'alice', issuedAt: Date.UTC(2029, 0, 1) }, 'token_expired'],
  ])('of %s is refused and changes nothing', async (_kind, mint, code) => {
    await using stage = await setStage();
    const alice = await stage.as('alice');
    await ask(alice, 'join-post', { postId: 'p1' });
    const token = await stage.world.mint.mint({ lifetimeSec: 1200, ...mint });
    expect(await ask(alice, 'refresh-session', { token })).toEqual(denied(code));
    expect(await ask(alice, 'like-post', { postId: 'p1' })).toMatchObject({ ok: true });
    expect(stage.members('post:p1')).toBe(1);
  });

  it('of an anonymous connection is refused: a new identity needs a new connection', async () => {
    await using stage = await setStage();
    const visitor = await stage.harness.connect();
    const token = await stage.world.mint.mint({ userId: 'alice' });
    expect(await ask(visitor, 'refresh-session', { token })).toEqual(denied('identity_mismatch'));
  });

  it('revives a connection whose own token has run out', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice', { lifetimeSec: 60 });
    stage.clock.advance(61_000);
    const token = await stage.world.mint.mint({ userId: 'alice', lifetimeSec: 60 });
    expect(await ask(alice, 'refresh-session', { token })).toMatchObject({
      ok: true,
      data: { state: 'authenticated' },
    });
    expect(await ask(alice, 'join-post', { postId: 'p1' })).toMatchObject({ ok: true });
  });

  it('while the database is away is an outage and changes nothing', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice');
    stage.world.before = (step) => (step === 'load' ? Promise.reject(new Error('down')) : undefined);
    const token = await stage.world.mint.mint({ userId: 'alice', lifetimeSec: 1200 });
    expect(await ask(alice, 'refresh-session', { token })).toEqual(
      denied('unavailable', { retry: 'backoff' }),
    );
    expect(await ask(alice, 'like-post', { postId: 'p1' })).toMatchObject({ ok: true });
  });
});

describe('revoke', () => {
  it('of a session says why, closes its connections, and no others', async () => {
    await using stage = await setStage();
    const tabs = [await stage.as('alice'), await stage.as('alice')];
    const phone = await stage.as('alice', { sessionId: 'phone' });
    const reasons = tabs.map((tab) => nextEvent(tab, 'session'));
    const gone = tabs.map((tab) => nextEvent(tab, 'disconnect'));
    const receipt = await stage.roomkey.revoke({ sessionId: 'session-of-alice' });
    const nodes = stage.harness.nodes.map(({ attached }) => attached.node);
    expect(receipt).toEqual({
      nodes: expect.toSatisfy((named: string[]) => named[0] === stage.roomkey.node),
      missing: [],
      sockets: 2,
      durationMs: expect.any(Number),
    });
    expect(receipt.nodes.toSorted()).toEqual(nodes);
    expect(await Promise.all(reasons)).toMatchObject([
      { reason: 'session_revoked' },
      { reason: 'session_revoked' },
    ]);
    expect(await Promise.all(gone)).toEqual(['io server disconnect', 'io server disconnect']);
    expect(await ask(phone, 'like-post', { postId: 'p1' })).toMatchObject({ ok: true });
  });

  it('makes the token dead although it has not expired: handshake and refresh', async () => {
    await using stage = await setStage();
    const token = await stage.world.mint.mint({ userId: 'alice' });
    const phone = await stage.as('alice', { sessionId: 'phone' });
    await stage.roomkey.revoke({ sessionId: 'session-of-alice' });
    await expect(stage.harness.connect(token)).rejects.toMatchObject({ data: { code: 'session_revoked' } });
    await stage.roomkey.revoke({ sessionId: 'phone' });
    const refused = ask(phone, 'refresh-session', { token });
    await expect(refused).rejects.toThrow(/disconnected|timed out/);
  });

  it('of a user ends all sessions whose tokens were issued before, and not later ones', async () => {
    await using stage = await setStage();
    const old = await stage.as('alice');
    const oldToken = await stage.world.mint.mint({ userId: 'alice' });
    const gone = nextEvent(old, 'disconnect');
    stage.clock.advance(1500);
    expect(await stage.roomkey.revoke({ userId: 'alice' })).toMatchObject({ sockets: 1 });
    await gone;
    await expect(stage.harness.connect(oldToken)).rejects.toMatchObject({
      data: { code: 'session_revoked' },
    });
    stage.clock.advance(1000);
    const fresh = await stage.as('alice', { sessionId: 'fresh' });
    expect(await ask(fresh, 'like-post', { postId: 'p1' })).toMatchObject({ ok: true });
  });

  it('leaves a connection alone whose token is newer than issuedBefore', async () => {
    await using stage = await setStage();
    const issuedBefore = stage.clock.now();
    stage.clock.advance(1000);
    const alice = await stage.as('alice');
    expect(await stage.roomkey.revoke({ userId: 'alice', issuedBefore })).toMatchObject({ sockets: 0 });
    expect(await ask(alice, 'like-post', { postId: 'p1' })).toMatchObject({ ok: true });
  });
});

describe('reauthorize', () => {
  it('of a user brings the new role, says so, and leaves the rooms that are lost', async () => {
    await using stage = await setStage();
    const root = await stage.as('root');
    for (const room of ['post', 'staff']) await ask(root, `join-${room}`, { postId: 'p1' });
    stage.world.users.set('root', { id: 'root', name: 'ROOT', role: 'user', email: 'r@mail.test' });
    const session = nextEvent(root, 'session');
    const left = nextEvent(root, 'left-staff');
    expect(await stage.roomkey.reauthorize({ userId: 'root' })).toMatchObject({ sockets: 1, left: 1 });
    expect(await session).toMatchObject({ user: { role: 'user' } });
    expect(await left).toEqual({ postId: 'p1', reason: 'forbidden' });
    expect(await ask(root, 'pin-post', { postId: 'p1' })).toEqual(denied('forbidden'));
    expect([stage.members('staff:p1'), stage.members('post:p1')]).toEqual([0, 1]);
  });

  it('of a room evicts who may not be there any more, and nobody else', async () => {
    await using stage = await setStage();
    const [alice, bob] = [await stage.as('alice'), await stage.as('bob')];
    for (const socket of [alice, bob]) await ask(socket, 'join-post', { postId: 'p1' });
    stage.world.blocked.set('p1', new Set(['bob']));
    const left = nextEvent(bob, 'left-post');
    const receipt = await stage.roomkey.reauthorize({ room: 'post', params: { postId: 'p1' } });
    expect(receipt).toMatchObject({ sockets: 2, left: 1 });
    expect(await left).toEqual({ postId: 'p1', reason: 'forbidden' });
    expect(stage.members('post:p1')).toBe(1);
  });

  it('during an outage logs nobody out', async () => {
    await using stage = await setStage();
    const alice = await stage.as('alice');
    stage.world.before = (step) => (step === 'load' ? Promise.reject(new Error('down')) : undefined);
    await stage.roomkey.reauthorize({ userId: 'alice' });
    expect(await ask(alice, 'like-post', { postId: 'p1' })).toMatchObject({ ok: true });
  });
});

describe('the sweep', () => {
  it('finds a revocation that nobody announced', async () => {
    await using stage = await setStage({ sweepMs: 5000 });
    const alice = await stage.as('alice');
    const [session, gone] = [nextEvent(alice, 'session'), nextEvent(alice, 'disconnect')];
    stage.world.revoked.add('session-of-alice');
    stage.clock.advance(5000);
    expect(await session).toMatchObject({ reason: 'session_revoked' });
    expect(await gone).toBe('io server disconnect');
  });

  it('finds a change of role, and a user who is gone', async () => {
    await using stage = await setStage({ sweepMs: 5000 });
    const [alice, bob] = [await stage.as('alice'), await stage.as('bob')];
    const told = [nextEvent(alice, 'session'), nextEvent(bob, 'session')];
    stage.world.users.set('alice', { id: 'alice', name: 'ALICE', role: 'admin', email: 'a@mail.test' });
    stage.world.users.delete('bob');
    stage.clock.advance(5000);
    expect(await Promise.all(told)).toMatchObject([
      { state: 'authenticated', user: { role: 'admin' } },
      { state: 'anonymous', reason: 'user_unknown' },
    ]);
  });

  it('during an outage logs nobody out, and goes on afterwards', async () => {
    await using stage = await setStage({ sweepMs: 5000 });
    const alice = await stage.as('alice');
    stage.world.before = () => Promise.reject(new Error('down'));
    stage.clock.advance(5000);
    await expect.poll(() => stage.world.failures.length).toBe(1);
    stage.world.before = () => undefined;
    expect(await ask(alice, 'like-post', { postId: 'p1' })).toMatchObject({ ok: true });
    stage.world.revoked.add('session-of-alice');
    const gone = nextEvent(alice, 'disconnect');
    await expect.poll(() => (stage.clock.advance(5000), alice.connected)).toBe(false);
    await gone;
  });
});
