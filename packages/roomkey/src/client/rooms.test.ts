import { describe, expect, it } from 'vitest';
import { RoomkeyError } from '../errors/index.ts';
import { createTestClient } from './client.test-util.ts';
import { ada, bob, denial, eventually, notSignedIn, signedIn } from './wire-server.test-util.ts';

const status = (lease: { state: { get(): { status: string } } }, expected: string) =>
  eventually(() => expect(lease.state.get().status).toBe(expected));

describe('a room', () => {
  it('is joined once for all its leases, and left after the last', async () => {
    const { client, server, clock, settled } = await createTestClient();
    const one = client.room('post', { postId: 'p1' });
    const two = client.room('post', { postId: 'p1' });
    await status(one, 'joined');
    expect(two.state.get().status).toBe('joined');
    one.release();
    one.release();
    clock.advance(10_000);
    await settled();
    expect(server.of('leave-post')).toEqual([]);
    two.release();
    clock.advance(10_000);
    await settled();
    expect(server.of('join-post')).toEqual([{ postId: 'p1' }]);
    expect(server.of('leave-post')).toEqual([{ postId: 'p1' }]);
  });

  it('is kept when it is asked for again shortly after', async () => {
    const { client, server, clock, settled } = await createTestClient();
    const one = client.room('post', { postId: 'p1' });
    await status(one, 'joined');
    one.release();
    const two = client.room('post', { postId: 'p1' });
    clock.advance(10_000);
    await settled();
    expect(two.state.get().status).toBe('joined');
    expect(server.received.map(({ name }) => name)).toEqual(['join-post', 'echo']);
  });

  it('is joined again after a reconnect', async () => {
    const { client, server, clock } = await createTestClient();
    const lease = client.room('post', { postId: 'p1' });
    await status(lease, 'joined');
    server.sockets()[0]?.disconnect(true);
    await status(lease, 'joining');
    clock.advance(1_000);
    await status(lease, 'joined');
    expect(server.of('join-post')).toHaveLength(2);
  });

  it('is joined again when the server says that events were lost, some time later and once', async () => {
    const { client, server, clock, settled } = await createTestClient();
    const lease = client.room('post', { postId: 'p1' });
    await status(lease, 'joined');
    const seen: string[] = [];
    lease.state.subscribe(() => seen.push(lease.state.get().status));
    server.emit('resync', { withinMs: 1_000 });
    server.emit('resync', { withinMs: 1_000 });
    await settled();
    expect(server.of('join-post')).toHaveLength(1);
    clock.advance(1_000);
    await eventually(() => expect(seen).toEqual(['joining', 'joined']));
    expect(server.of('join-post')).toHaveLength(2);
  });

  it('is joined again for all that was lost by then, when it is told so more than once', async () => {
    const { client, server, clock, settled } = await createTestClient({ random: () => 0.5 });
    const lease = client.room('post', { postId: 'p1' });
    await status(lease, 'joined');
    for (const ms of [400, 400, 200]) {
      server.emit('resync', { withinMs: 2_000 });
      await settled();
      expect(server.of('join-post')).toHaveLength(1);
      clock.advance(ms);
    }
    await eventually(() => expect(server.of('join-post')).toHaveLength(2));
    await status(lease, 'joined');
    clock.advance(10_000);
    await settled();
    expect(server.of('join-post')).toHaveLength(2);
    server.emit('resync', { withinMs: 0 });
    await settled();
    clock.advance(0);
    await eventually(() => expect(server.of('join-post')).toHaveLength(3));
  });

  it('hears what comes right behind the answer to its join', async () => {
    const { client, server, settled } = await createTestClient({ autoConnect: false });
    server.answer = (name, _payload, socket) => {
      const tell = () => [1, 2].forEach((likes) => socket.emit('liked', { postId: 'p1', likes }));
      if (name === 'join-post') queueMicrotask(tell);
      return { ok: true, data: undefined };
    };
    const heard: number[] = [];
    const lease = client.room('post', { postId: 'p1' });
    lease.on('liked', ({ likes }) => heard.push(likes));
    client.connect();
    await status(lease, 'joined');
    await settled();
    expect(heard).toEqual([1, 2]);
  });

  it('hears its own events while joined, until it is released', async () => {
    const { client, server, settled } = await createTestClient();
    const heard: unknown[] = [];
    const lease = client.room('post', { postId: 'p1' });
    lease.on('liked', (data) => heard.push(data));
    const stop = lease.on('typing', (data) => heard.push(data));
    await status(lease, 'joined');
    server.emit('liked', { postId: 'p1', likes: 1 });
    server.emit('liked', { postId: 'p2', likes: 2 });
    server.emit('liked', 'rubbish');
    server.emit('typing', { postId: 'p1', name: 'Bob' });
    await settled();
    stop();
    server.emit('typing', { postId: 'p1', name: 'Bob' });
    await settled();
    lease.release();
    server.emit('liked', { postId: 'p1', likes: 3 });
    await settled();
    expect(heard).toEqual([
      { postId: 'p1', likes: 1 },
      { postId: 'p1', name: 'Bob' },
    ]);
  });

  it('hears no older version of an event that is conflated, on one connection', async () => {
    const { client, server, clock, settled } = await createTestClient();
    const heard: unknown[] = [];
    const lease = client.room('post', { postId: 'p1' });
    lease.on('score', ({ version }) => heard.push(version));
    await status(lease, 'joined');
    for (const version of [2, 1, 2, 4, 3]) server.emit('score', { postId: 'p1', version });
    server.emit('score', { postId: 'p2', version: 9 });
    await settled();
    expect(heard).toEqual([2, 2, 4]);
    server.sockets()[0]?.disconnect(true);
    await status(lease, 'joining');
    clock.advance(1_000);
    await status(lease, 'joined');
    server.emit('score', { postId: 'p1', version: 1 });
    await settled();
    expect(heard).toEqual([2, 2, 4, 1]);
  });

  it('that is refused says why, and is asked for again as another user', async () => {
    const { client, server } = await createTestClient();
    server.answer = () => denial(new RoomkeyError('forbidden', { message: 'Private' }));
    const lease = client.room('post', { postId: 'p1' });
    await status(lease, 'denied');
    expect(lease.state.get()).toMatchObject({ error: { code: 'forbidden', message: 'Private' } });
    server.answer = () => ({ ok: true, data: undefined });
    server.handshake = () => signedIn(bob);
    client.identityChanged();
    expect(lease.state.get().status).toBe('joining');
    await status(lease, 'joined');
    expect(server.of('join-post')).toHaveLength(2);
  });

  it('that is refused hears nothing, although another room brings the event', async () => {
    const { client, server, settled } = await createTestClient();
    server.answer = (name) =>
      name === 'join-post' ? denial(new RoomkeyError('forbidden')) : { ok: true, data: undefined };
    const heard: string[] = [];
    const post = client.room('post', { postId: 'p1' });
    const watch = client.room('watch', { postId: 'p1' });
    post.on('liked', () => heard.push('post'));
    watch.on('liked', () => heard.push('watch'));
    await status(post, 'denied');
    await status(watch, 'joined');
    server.emit('liked', { postId: 'p1', likes: 1 });
    await settled();
    expect(heard).toEqual(['watch']);
  });

  it('is asked for again when the session gains a right', async () => {
    const { client, server } = await createTestClient();
    server.answer = () => denial(new RoomkeyError('forbidden'));
    const lease = client.room('post', { postId: 'p1' });
    await status(lease, 'denied');
    server.answer = () => ({ ok: true, data: undefined });
    server.emit('session', signedIn({ ...ada, role: 'admin' }));
    await status(lease, 'joined');
    expect(server.of('join-post')).toHaveLength(2);
  });

  it('that cannot be decided now is asked for again when the server says', async () => {
    const { client, server, clock } = await createTestClient();
    const askedAt: number[] = [];
    server.answer = () => {
      const isFirst = askedAt.push(clock.now()) === 1;
      return isFirst
        ? denial(new RoomkeyError('rate_limited', { retryAfterMs: 3_000 }))
        : { ok: true, data: undefined };
    };
    const lease = client.room('post', { postId: 'p1' });
    const states: string[] = [];
    lease.state.subscribe(() => states.push(lease.state.get().status));
    await eventually(() => {
      clock.advance(50);
      expect(lease.state.get().status).toBe('joined');
    });
    const [first = 0, second = 0] = askedAt;
    expect(second - first).toBeGreaterThanOrEqual(3_500);
    expect(states).toEqual(['joined']);
  });

  it('that the server takes away is denied', async () => {
    const { client, server } = await createTestClient();
    const lease = client.room('post', { postId: 'p1' });
    await status(lease, 'joined');
    server.emit('left-post', { postId: 'p1', reason: 'forbidden' });
    await status(lease, 'denied');
    expect(lease.state.get()).toMatchObject({ error: { code: 'forbidden' } });
  });

  it('that was denied is asked for again by whoever comes anew', async () => {
    const { client, server } = await createTestClient();
    server.answer = () => denial(new RoomkeyError('forbidden'));
    const first = client.room('post', { postId: 'p1' });
    await status(first, 'denied');
    server.answer = () => ({ ok: true, data: undefined });
    await status(client.room('post', { postId: 'p1' }), 'joined');
    expect(first.state.get().status).toBe('joined');
  });

  it('that the server could not decide about is asked for again', async () => {
    const { client, server, clock } = await createTestClient();
    const room = client.room('post', { postId: 'p1' });
    await status(room, 'joined');
    server.emit('left-post', { postId: 'p1', reason: 'unavailable' });
    await status(room, 'joining');
    await eventually(() => {
      clock.advance(50);
      expect(server.of('join-post')).toHaveLength(2);
    });
    await status(room, 'joined');
  });

  it('that is taken away right behind the answer to its join is denied', async () => {
    const { client, server } = await createTestClient();
    server.answer = (_name, _payload, socket) => {
      queueMicrotask(() => socket.emit('left-post', { postId: 'p1', reason: 'forbidden' }));
      return { ok: true, data: undefined };
    };
    const lease = client.room('post', { postId: 'p1' });
    await status(lease, 'denied');
    expect(lease.state.get()).toMatchObject({ error: { code: 'forbidden' } });
  });

  it('is not lost by the late answer to an earlier leave', async () => {
    const { client, server, settled } = await createTestClient();
    const lease = client.room('post', { postId: 'p1' });
    await status(lease, 'joined');
    server.emit('left-post', { postId: 'p1', reason: 'left' });
    await settled();
    expect(lease.state.get().status).toBe('joined');
  });

  it('comes back with the token when that ran out', async () => {
    const { client, server, clock } = await createTestClient();
    const lease = client.room('post', { postId: 'p1' });
    await status(lease, 'joined');
    const states: string[] = [];
    lease.state.subscribe(() => states.push(lease.state.get().status));
    clock.jump(600_000);
    server.answer = (name, _payload, socket) => {
      if (name === 'refresh-session') socket.emit('session', signedIn(ada));
      return { ok: true, data: undefined };
    };
    server.emit('left-post', { postId: 'p1', reason: 'token_expired' });
    server.emit('session', notSignedIn('token_expired'));
    await eventually(() => expect(states).toEqual(['joining', 'joined']));
    expect(server.handshakes).toHaveLength(1);
  });
});
