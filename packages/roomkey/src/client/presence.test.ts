import { describe, expect, it } from 'vitest';
import { RoomkeyError } from '../errors/index.ts';
import type { PresentUser } from '../protocol/index.ts';
import { createTestClient } from './client.test-util.ts';
import { bob, denial, eventually, notSignedIn, signedIn } from './wire-server.test-util.ts';

const person = (name: string): PresentUser => ({ id: name.toLowerCase(), name, avatar: null });
const [Ada, Bob, Cid] = [person('Ada'), person('Bob'), person('Cid')];

const about = (version: number, count: number, postId = 'p1') => {
  return { room: 'post', postId, anonymous: 0, count, complete: true, version };
};
const stateOf = (version: number, users: readonly PresentUser[], postId?: string) => {
  return { ...about(version, users.length, postId), users };
};
const diffOf = (version: number, count: number, changes: { joined?: PresentUser[]; left?: string[] }) => {
  return { ...about(version, count), joined: [], left: [], ...changes };
};

/** A client in the room p1, which was told of Ada and Bob. */
async function setup(options: Parameters<typeof createTestClient>[0] = {}) {
  const test = await createTestClient(options);
  const { server, client } = test;
  server.answer = (name, payload, socket) => {
    const { postId } = payload as { postId?: string };
    const users = postId === 'p1' ? [Ada, Bob] : [];
    if (name === 'join-post') socket.emit('presence-state', stateOf(4, users, postId));
    return { ok: true, data: undefined };
  };
  const room = client.room('post', { postId: 'p1' });
  const names = () => room.presence.get().users.map(({ name }) => name);
  await eventually(() => expect(room.state.get().status).toBe('joined'));
  return { ...test, room, names };
}

describe('the presence of a room', () => {
  it('is what the server told at the join', async () => {
    const { room } = await setup();
    const ready = { status: 'ready', users: [Ada, Bob], anonymous: 0, count: 2, complete: true };
    expect(room.presence.get()).toEqual(ready);
  });

  it('follows what changed, in that room alone', async () => {
    const { server, client, room, names, settled } = await setup();
    const other = client.room('post', { postId: 'p2' });
    await eventually(() => expect(other.presence.get().status).toBe('ready'));
    server.emit('presence-diff', diffOf(5, 2, { joined: [Cid], left: ['ada'] }));
    server.emit('presence-diff', diffOf(6, 2, { joined: [{ ...Bob, name: 'Robert' }] }));
    await settled();
    expect(names()).toEqual(['Robert', 'Cid']);
    expect(other.presence.get()).toMatchObject({ users: [], count: 0 });
    expect([room.presence.get().count, server.of('presence-state')]).toEqual([2, []]);
  });

  it('is loading in a room without', async () => {
    const { server, client, settled } = await setup();
    const watch = client.room('watch', { postId: 'p1' });
    await settled();
    server.emit('presence-diff', { ...diffOf(1, 1, { joined: [Cid] }), room: 'watch' });
    await settled();
    expect(watch.presence.get()).toMatchObject({ status: 'loading', users: [] });
  });

  it.each([
    null,
    'state',
    {},
    { ...stateOf(9, []), room: 'toString' },
    { ...stateOf(9, []), room: 7 },
    { ...stateOf(9, []), users: [{ id: 1 }] },
    { ...stateOf(9, []), count: '0' },
  ])('does not change by %j', async (message) => {
    const { server, names, settled } = await setup();
    server.emit('presence-state', message);
    server.emit('presence-diff', message);
    await settled();
    expect(names()).toEqual(['Ada', 'Bob']);
  });
});

describe('a diff that was missed', () => {
  it('is made up for by the state, and nothing counts until it is there', async () => {
    const { server, names, settled } = await setup();
    server.answer = (name) => (name === 'presence-state' ? null : { ok: true, data: undefined });
    server.emit('presence-diff', diffOf(6, 1, { left: ['ada'] }));
    server.emit('presence-diff', diffOf(7, 1, { left: ['bob'] }));
    await eventually(() => expect(server.of('presence-state')).toEqual([{ room: 'post', postId: 'p1' }]));
    await settled();
    expect(names()).toEqual(['Ada', 'Bob']);
    server.emit('presence-state', stateOf(7, [Cid]));
    server.emit('presence-diff', diffOf(8, 2, { joined: [Ada] }));
    await settled();
    expect(names()).toEqual(['Cid', 'Ada']);
  });

  it('is made up for before the diff that comes right behind the state', async () => {
    const { server, names, settled } = await setup();
    server.answer = (name, _payload, socket) => {
      if (name !== 'presence-state') return { ok: true, data: undefined };
      queueMicrotask(() => socket.emit('presence-diff', diffOf(7, 2, { joined: [Ada] })));
      return { ok: true, data: stateOf(6, [Cid]) };
    };
    server.emit('presence-diff', diffOf(6, 1, {}));
    await eventually(() => expect(server.of('presence-state')).toHaveLength(1));
    await settled();
    expect(names()).toEqual(['Cid', 'Ada']);
  });

  it('is noticed by the empty one that follows', async () => {
    const { server, names } = await setup();
    server.answer = (name) => ({ ok: true, data: name === 'presence-state' ? stateOf(5, [Cid]) : undefined });
    server.emit('presence-diff', diffOf(4, 2, { left: ['ada'] }));
    server.emit('presence-diff', diffOf(6, 1, {}));
    await eventually(() => expect(names()).toEqual(['Cid']));
    expect(server.of('presence-state')).toHaveLength(1);
  });

  it('is asked for again when the server could not say', async () => {
    const { server, clock, names } = await setup();
    server.answer = (name) =>
      name === 'presence-state'
        ? denial(new RoomkeyError('rate_limited', { retryAfterMs: 700 }))
        : { ok: true, data: undefined };
    server.emit('presence-diff', diffOf(9, 1, {}));
    await eventually(() => expect(server.of('presence-state')).toHaveLength(1));
    server.answer = (name) => ({ ok: true, data: name === 'presence-state' ? stateOf(9, [Cid]) : undefined });
    await eventually(() => {
      clock.advance(300);
      expect(names()).toEqual(['Cid']);
    });
    expect(server.of('presence-state')).toHaveLength(2);
  });

  it('is left at that when the server says no', async () => {
    const { server, clock, settled } = await setup();
    server.answer = (name) =>
      name === 'presence-state' ? denial(new RoomkeyError('not_joined')) : { ok: true, data: undefined };
    server.emit('presence-diff', diffOf(9, 1, {}));
    await eventually(() => expect(server.of('presence-state')).toHaveLength(1));
    await settled();
    clock.advance(30_000);
    await settled();
    expect(server.of('presence-state')).toHaveLength(1);
  });
});

describe('what was shown', () => {
  it('stays through a lost connection until the next state, which may have lower versions', async () => {
    const { server, clock, room, until } = await setup();
    const seen: string[] = [];
    room.presence.subscribe(() =>
      seen.push(
        room.presence
          .get()
          .users.map(({ name }) => name)
          .join('+'),
      ),
    );
    server.answer = (name, _payload, socket) => {
      if (name === 'join-post') socket.emit('presence-state', stateOf(0, [Bob, Cid]));
      return { ok: true, data: undefined };
    };
    for (const socket of server.sockets()) socket.disconnect(true);
    await until('reconnecting');
    expect(room.presence.get()).toMatchObject({ status: 'ready', users: [Ada, Bob] });
    await eventually(() => {
      clock.advance(500);
      expect(seen).toEqual(['Bob+Cid']);
    });
    server.emit('presence-diff', diffOf(1, 3, { joined: [Ada] }));
    await eventually(() => expect(seen).toEqual(['Bob+Cid', 'Bob+Cid+Ada']));
  });

  it('is gone when the room is', async () => {
    const { server, room } = await setup();
    server.emit('left-post', { postId: 'p1', reason: 'forbidden' });
    await eventually(() => expect(room.state.get().status).toBe('denied'));
    expect(room.presence.get()).toMatchObject({ status: 'loading', users: [], count: 0 });
  });

  it('is not shown to nobody, where the server wants no anonymous connection', async () => {
    const { client, server, clock, getToken, room, until } = await setup();
    getToken.mockReturnValue(null);
    server.handshake = () => {
      throw new RoomkeyError('unauthenticated');
    };
    for (const socket of server.sockets()) socket.disconnect(true);
    await until('reconnecting');
    const request = client.request('like', { postId: 'p1' }).catch((error: unknown) => error);
    clock.advance(1_000);
    await until('failed');
    expect(client.session.get().status).toBe('anonymous');
    expect(room.presence.get()).toMatchObject({ status: 'loading', users: [], count: 0 });
    expect(await request).toMatchObject({ code: 'identity_mismatch' });
  });

  it('is not shown to somebody else', async () => {
    const { server, client, room } = await setup();
    server.handshake = () => signedIn(bob);
    server.answer = () => null;
    client.identityChanged();
    expect(room.presence.get()).toMatchObject({ status: 'loading', users: [] });
    server.handshake = () => notSignedIn();
    await eventually(() => expect(server.of('join-post').length).toBeGreaterThan(1));
    expect(room.presence.get()).toMatchObject({ status: 'loading', users: [] });
  });
});
