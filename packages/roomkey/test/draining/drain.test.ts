import { describe, expect, it } from 'vitest';
import { nextEvent } from '../../src/testing/index.ts';
import { openReader } from '../fixtures/reader.ts';
import { ask, denied, hold, setStage } from '../fixtures/stage.ts';

const post = { postId: 'p1' };
const websocket = { transports: ['websocket'] };

/** More than it takes until the transport of an idle client is closed. */
const LINGER_MS = 250;

describe('a server that is drained', () => {
  it('lets nobody in any more, and says why', async () => {
    await using stage = await setStage();
    await stage.as('alice');
    void stage.roomkey.drain();
    const refused = await stage.as('bob').catch((error: unknown) => error);
    expect(refused).toMatchObject({
      message: 'Service unavailable',
      data: { code: 'draining', retry: 'backoff' },
    });
  });

  it('lets nobody in about whom it was still deciding', async () => {
    await using stage = await setStage();
    const load = hold(stage.world, 'load');
    const connecting = stage.as('alice').catch((error: unknown) => error);
    await load.arrived;
    void stage.roomkey.drain();
    load.release();
    expect(await connecting).toMatchObject({ data: { code: 'draining' } });
  });

  it('lets nobody stay whom other middleware let in late', async () => {
    await using stage = await setStage();
    let proceed = (): void => undefined;
    const arrived = new Promise<void>((resolve) =>
      stage.harness.io.use((_socket, next) => {
        proceed = next;
        resolve();
      }),
    );
    const socket = stage.harness.client(await stage.world.mint.mint({ userId: 'alice' })).connect();
    await arrived;
    void stage.roomkey.drain();
    const gone = nextEvent(socket, 'disconnect');
    proceed();
    expect(await gone).toBe('transport close');
    expect(stage.roomkey.connections).toBe(0);
  });

  it('tells its clients, takes nothing more, and closes their transports rather than their sockets', async () => {
    await using stage = await setStage();
    const socket = await stage.as('alice');
    const heard = nextEvent(socket, 'draining');
    const gone = nextEvent(socket, 'disconnect');
    const drained = stage.roomkey.drain();
    expect(await heard).toEqual({ reconnectAfterMs: expect.any(Number) });
    expect(await ask(socket, 'like-post', post)).toEqual(denied('draining', { retry: 'backoff' }));
    expect(stage.world.likes.size).toBe(0);
    stage.clock.advance(LINGER_MS);
    expect(await gone).toBe('transport close');
    expect(await drained).toEqual({ connections: 1, forced: 0, durationMs: LINGER_MS });
  });

  it.each(['websocket', 'polling'])('does so over %s', async (transport) => {
    await using stage = await setStage();
    const token = await stage.world.mint.mint({ userId: 'alice' });
    const socket = await stage.harness.connect(token, { transports: [transport] });
    const gone = nextEvent(socket, 'disconnect');
    const heard = nextEvent(socket, 'draining');
    const drained = stage.roomkey.drain();
    await heard;
    stage.clock.advance(LINGER_MS);
    expect(await gone).toBe('transport close');
    expect(await drained).toMatchObject({ connections: 1, forced: 0 });
  });

  it('answers what it was asked before, however long that takes', async () => {
    await using stage = await setStage();
    const socket = await stage.as('alice');
    const like = hold(stage.world, 'like');
    const answer = ask(socket, 'like-post', post);
    await like.arrived;
    const drained = stage.roomkey.drain();
    await nextEvent(socket, 'draining');
    stage.clock.advance(4_000);
    like.release();
    expect(await answer).toMatchObject({ ok: true, data: { likeCount: 1 } });
    expect(await drained).toEqual({ connections: 1, forced: 0, durationMs: 4_000 });
  });

  it('cuts off in the end what does not end by itself', async () => {
    await using stage = await setStage({ timeoutMs: 60_000 });
    const [hanging, idle] = [await stage.as('alice'), await stage.as('bob')];
    hanging.emit('fail', { how: 'hang' });
    await ask(hanging, 'view-post', post);
    const [cut, gone] = [nextEvent(hanging, 'disconnect'), nextEvent(idle, 'disconnect')];
    const drained = stage.roomkey.drain({ withinMs: 10_000, spreadMs: 0 });
    await nextEvent(idle, 'draining');
    stage.clock.advance(LINGER_MS);
    expect(await gone).toBe('transport close');
    stage.clock.advance(10_000 - LINGER_MS);
    expect(await drained).toEqual({ connections: 2, forced: 1, durationMs: 10_000 });
    expect(await cut).toMatch(/^transport/);
  });

  it('does not wait for a client that does not read', async () => {
    await using stage = await setStage({ limits: { queuedBytes: null } });
    const reader = await openReader(stage.harness);
    reader.stop();
    // More than the kernel takes.
    for (let part = 0; part < 16; part += 1) stage.harness.io.emit('news', 'x'.repeat(1_000_000));
    const drained = stage.roomkey.drain({ withinMs: 1_000 });
    stage.clock.advance(1_000);
    expect(await drained).toEqual({ connections: 1, forced: 1, durationMs: 1_000 });
    await expect.poll(() => stage.roomkey.connections).toBe(0);
    reader.close();
  });

  it('tells many clients a few at a time, and is done well within its time', async () => {
    await using stage = await setStage({ limits: { connectionsPerUser: null } });
    const sockets = await Promise.all(
      Array.from({ length: 40 }, () => stage.harness.connect(undefined, websocket)),
    );
    let told = 0;
    for (const socket of sockets) socket.on('draining', () => (told += 1));
    const drained = stage.roomkey.drain({ spreadMs: 2_000 });
    await expect.poll(() => told).toBe(1);
    await expect.poll(() => (stage.clock.advance(50), told), { interval: 5 }).toBe(40);
    stage.clock.advance(LINGER_MS);
    const { durationMs, ...receipt } = await drained;
    expect(receipt).toEqual({ connections: 40, forced: 0 });
    expect(durationMs).toBeGreaterThanOrEqual(1_950 + LINGER_MS);
    expect(durationMs).toBeLessThan(20_000);
  });

  it('waits for all that share a transport', async () => {
    await using stage = await setStage();
    const token = await stage.world.mint.mint({ userId: 'alice' });
    stage.harness.io.of('/other').on('connection', () => undefined);
    const socket = await stage.harness.connect(token, { ...websocket, forceNew: true });
    const other = socket.io.socket('/other', { auth: { token } }).connect();
    await nextEvent(other, 'session');
    const like = hold(stage.world, 'like');
    const answer = ask(socket, 'like-post', post);
    await like.arrived;
    const drained = stage.roomkey.drain();
    await Promise.all([nextEvent(socket, 'draining'), nextEvent(other, 'draining')]);
    stage.clock.advance(1_000);
    expect(other.connected).toBe(true);
    like.release();
    expect(await answer).toMatchObject({ ok: true });
    expect(await drained).toMatchObject({ connections: 2, forced: 0 });
  });

  it('gives the same receipt to whoever asks again, tells observers once, and can be closed', async () => {
    await using stage = await setStage();
    const told: unknown[] = [];
    stage.roomkey.observe((event) => event.type === 'drain' && told.push(event));
    const both = await Promise.all([stage.roomkey.drain(), stage.roomkey.drain({ withinMs: 5 })]);
    expect(both[0]).toEqual({ connections: 0, forced: 0, durationMs: 0 });
    expect(both[1]).toBe(both[0]);
    expect(told).toEqual([{ type: 'drain', ...both[0] }]);
    stage.roomkey.close();
  });

  it.each([{ withinMs: 0 }, { withinMs: NaN }, { withinMs: 2 ** 31 }, { spreadMs: -1 }])(
    'refuses %j, and goes on serving',
    async (times) => {
      await using stage = await setStage();
      await expect(stage.roomkey.drain(times)).rejects.toThrow(TypeError);
      expect((await stage.as('alice')).connected).toBe(true);
    },
  );
});
