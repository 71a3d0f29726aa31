import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Server } from 'socket.io';
import { describe, expect, it } from 'vitest';
import { createHarness } from '../../src/testing/index.ts';
import type { Harness } from '../../src/testing/index.ts';
import { attachBoard, createWorld } from '../fixtures/board.ts';
import type { BoardOptions } from '../fixtures/board.ts';
import { ask, hold, setStage } from '../fixtures/stage.ts';
import type { Stage } from '../fixtures/stage.ts';
import { connectTransport, openTransport } from '../security/support/raw-transport.ts';
import type { RawTransport } from '../security/support/raw-transport.ts';

const REFUSED = 'Unexpected server response: 403';

/** Open transports on the server, whoever is on them. */
const openOn = ({ io }: Harness): number => io.engine.clientsCount;

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

interface Outcomes<Value> {
  readonly made: readonly Value[];
  readonly errors: readonly unknown[];
}

async function settle<Value>(attempts: readonly Promise<Value>[]): Promise<Outcomes<Value>> {
  const settled = await Promise.allSettled(attempts);
  return {
    made: settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])),
    errors: settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])),
  };
}

const times = <Value>(count: number, make: () => Promise<Value>): Promise<Outcomes<Value>> =>
  settle(Array.from({ length: count }, make));

describe('one user', () => {
  const limits = { connectionsPerUser: 3 };
  const tooMany = expect.objectContaining({
    message:
      'Refused: 44{"message":"Service unavailable","data":{"code":"too_many_connections","retry":"backoff"}}',
  });

  const connect = async (stage: Stage, userId = 'alice', sessionId = 'one'): Promise<RawTransport> =>
    connectTransport(stage.harness.url, await stage.world.mint.mint({ userId, sessionId }));

  it('has so many connections and not one more, however many are opened at once', async () => {
    await using stage = await setStage({ limits });
    const { made, errors } = await times(20, () => connect(stage));
    expect(made).toHaveLength(3);
    expect(errors).toEqual(Array.from({ length: 17 }, () => tooMany));
    expect(stage.roomkey.connections).toBe(3);
    await expect(connect(stage, 'bob')).resolves.toBeTruthy();
  });

  it('can connect again when one is closed', async () => {
    await using stage = await setStage({ limits });
    const { made } = await times(3, () => connect(stage));
    await expect(connect(stage)).rejects.toEqual(tooMany);
    made[0]?.close();
    await expect.poll(() => stage.roomkey.connections).toBe(2);
    await expect(connect(stage)).resolves.toBeTruthy();
    await expect(connect(stage)).rejects.toEqual(tooMany);
  });

  it('is told so by a code', async () => {
    await using stage = await setStage({ limits: { connectionsPerUser: 1 } });
    await stage.as('alice');
    const data = { code: 'too_many_connections', retry: 'backoff' };
    await expect(stage.as('alice')).rejects.toMatchObject({ message: 'Service unavailable', data });
  });

  it('loses no place to transports that close while they are decided about', async () => {
    await using stage = await setStage({ limits });
    const token = await stage.world.mint.mint({ userId: 'alice' });
    const load = hold(stage.world, 'load');
    const { made } = await times(5, () => openTransport(stage.harness.url));
    made.forEach((transport) => transport.send(`40${JSON.stringify({ token })}`));
    await load.arrived;
    made.forEach((transport) => transport.close());
    await expect.poll(() => openOn(stage.harness)).toBe(0);
    load.release();
    expect((await times(4, () => connect(stage))).made).toHaveLength(3);
  });

  it('gives the places back that a revocation closes', async () => {
    await using stage = await setStage({ limits });
    await times(3, () => connect(stage));
    await stage.roomkey.revoke({ sessionId: 'one' });
    await expect.poll(() => openOn(stage.harness)).toBe(0);
    expect((await times(4, () => connect(stage, 'alice', 'two'))).made).toHaveLength(3);
  });

  it('shares them with nobody who is anonymous', async () => {
    await using stage = await setStage({ limits: { connectionsPerUser: 1 } });
    expect((await times(5, () => connectTransport(stage.harness.url))).made).toHaveLength(5);
  });
});

describe('one address', () => {
  const open = (stage: Stage, address = '192.0.2.1'): Promise<RawTransport> =>
    openTransport(stage.harness.url, from(address));

  it('has so many transports and not one more, however many are opened at once', async () => {
    await using stage = await setStage({ trustProxy: 1, limits: { address: { connections: 5 } } });
    const { made, errors } = await times(20, () => open(stage));
    expect([made.length, openOn(stage.harness)]).toEqual([5, 5]);
    expect(errors).toEqual(Array.from({ length: 15 }, () => expect.objectContaining({ message: REFUSED })));
    await expect(open(stage, '192.0.2.2')).resolves.toBeTruthy();
  });

  it('has no more of them while a check of the application takes its time', async () => {
    const world = createWorld();
    const asked: (() => void)[] = [];
    const allowRequest = (_request: IncomingMessage, answer: (error: null, allowed: boolean) => void) =>
      void asked.push(() => answer(null, true));
    await using harness = await createHarness(
      (io) => attachBoard(io, world, { limits: { address: { connections: 2 } } }),
      { allowRequest },
    );
    const attempts = times(6, () => openTransport(harness.url));
    await expect.poll(() => asked.length).toBe(6);
    asked.forEach((allow) => allow());
    await expect.poll(() => openOn(harness)).toBe(2);
    await harness.close();
    await attempts;
  });

  it('can open another when one is closed', async () => {
    await using stage = await setStage({ limits: { address: { connections: 1 } } });
    const transport = await openTransport(stage.harness.url);
    await expect(openTransport(stage.harness.url)).rejects.toThrow(REFUSED);
    transport.close();
    await expect.poll(() => openOn(stage.harness)).toBe(0);
    await expect(openTransport(stage.harness.url)).resolves.toBeTruthy();
  });

  it('of IPv6 is a whole /64', async () => {
    await using stage = await setStage({ trustProxy: 1, limits: { address: { connections: 1 } } });
    await open(stage, '2001:db8:1:2::1');
    await expect(open(stage, '2001:db8:1:2:ffff::2')).rejects.toThrow(REFUSED);
    await expect(open(stage, '2001:db8:1:3::1')).resolves.toBeTruthy();
  });

  it('is not what a client claims where no proxy is trusted', async () => {
    await using stage = await setStage({ limits: { address: { connections: 1 } } });
    await open(stage, '192.0.2.1');
    await expect(open(stage, '192.0.2.2')).rejects.toThrow(REFUSED);
  });

  it('opens no more than its rate', async () => {
    const connects = { burst: 3, perSecond: 1 };
    await using stage = await setStage({ limits: { address: { connects } } });
    for (let count = 0; count < 3; count += 1) (await openTransport(stage.harness.url)).close();
    await expect(openTransport(stage.harness.url)).rejects.toThrow(REFUSED);
    stage.clock.advance(1_000);
    await expect(openTransport(stage.harness.url)).resolves.toBeTruthy();
    await expect(openTransport(stage.harness.url)).rejects.toThrow(REFUSED);
  });

  it('is not admitted after many refusals, until some are forgiven', async () => {
    const refusals = { burst: 2, perSecond: 1 };
    await using stage = await setStage({ trustProxy: 1, limits: { address: { refusals } } });
    for (let count = 0; count < 2; count += 1) {
      const transport = await open(stage);
      expect(await transport.connect({ token: 'bad' })).toContain('token_invalid');
      transport.close();
    }
    await expect(open(stage)).rejects.toThrow(REFUSED);
    await expect(open(stage, '192.0.2.2')).resolves.toBeTruthy();
    stage.clock.advance(1_000);
    await expect(open(stage)).resolves.toBeTruthy();
  });

  it('is not limited where the limits are null', async () => {
    await using stage = await setStage({ limits: { address: null, connectionsPerUser: null } });
    const token = await stage.world.mint.mint({ userId: 'alice' });
    expect((await times(120, () => connectTransport(stage.harness.url, token))).made).toHaveLength(120);
    expect(stage.roomkey.connections).toBe(120);
  });
});

describe('a transport that nobody is on yet', () => {
  const refusals = ({ frames }: RawTransport): number =>
    frames.filter((each) => each.startsWith('44')).length;

  it('is closed after three namespaces that do not exist', async () => {
    await using stage = await setStage();
    const transport = await openTransport(stage.harness.url);
    for (const name of ['nope', '__proto__', 'admin']) {
      transport.send(`40/${name},`);
      await transport.frame((each) => each.startsWith(`44/${name},`));
    }
    await transport.closed;
    expect(refusals(transport)).toBe(3);
  });

  it('is closed, not answered, when a thousand are asked for at once', async () => {
    await using stage = await setStage();
    const transport = await openTransport(stage.harness.url);
    for (let count = 0; count < 1_000; count += 1) transport.send(`40/nope-${count},`);
    await transport.closed;
    expect(refusals(transport)).toBeLessThan(20);
  });

  it.each([
    ['than 16 packets', '3', 17],
    ['than 32 KiB in one packet', `40${JSON.stringify({ token: 'x'.repeat(32_768) })}`, 1],
    ['than 32 KiB in a few', `3${'x'.repeat(10_000)}`, 4],
  ])('may send no more %s', async (_what, frame, count) => {
    await using stage = await setStage();
    const transport = await openTransport(stage.harness.url);
    for (let sent = 0; sent < count; sent += 1) transport.send(frame);
    await transport.closed;
    expect(refusals(transport)).toBe(0);
    await expect.poll(() => openOn(stage.harness)).toBe(0);
  });

  it('may send that much and more once somebody is', async () => {
    await using stage = await setStage();
    const transport = await connectTransport(stage.harness.url);
    for (let sent = 0; sent < 30; sent += 1) transport.send(`3${'x'.repeat(10_000)}`);
    expect(await transport.request('leave-post', '{"postId":"p1"}')).toMatchObject({ ok: true });
  });

  it('is closed when the time for it is over, whether it was silent or is still being decided', async () => {
    await using stage = await setStage({ limits: { handshakeMs: 500 } });
    const connected = await connectTransport(stage.harness.url);
    const load = hold(stage.world, 'load');
    const silent = await openTransport(stage.harness.url);
    const slow = await openTransport(stage.harness.url);
    slow.send(`40${JSON.stringify({ token: await stage.world.mint.mint({ userId: 'alice' }) })}`);
    await load.arrived;
    await Promise.all([silent.closed, slow.closed]);
    load.release();
    expect(await connected.request('leave-post', '{"postId":"p1"}')).toMatchObject({ ok: true });
    expect(stage.roomkey.connections).toBe(1);
  });
});

it('a transport that its last socket has left is closed', async () => {
  await using stage = await setStage();
  stage.harness.io.of('/admin');
  const transport = await connectTransport(stage.harness.url);
  transport.send('40/admin,');
  await transport.frame((each) => each.startsWith('40/admin,'));
  transport.send('41');
  await expect.poll(() => stage.roomkey.connections).toBe(1);
  transport.send('42/admin,0["leave-post",{"postId":"p1"}]');
  expect(await transport.frame((each) => each.startsWith('43/admin,0'))).toContain('"ok":true');
  transport.send('41/admin,');
  await transport.closed;
  await expect.poll(() => openOn(stage.harness)).toBe(0);
});

describe('a client that does not read', () => {
  const CAP = 262_144;
  const MESSAGE = 'x'.repeat(65_536);

  /** What waits in Engine.IO's queue of a transport, in characters. */
  const queued = ({ io }: Harness, id: string): number => {
    const clients = (
      io.engine as unknown as { clients: Record<string, { writeBuffer: { data?: string }[] }> }
    ).clients;
    return (clients[id]?.writeBuffer ?? []).reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
  };

  it('is cut when too much waits for it, and everybody else hears on', async () => {
    await using stage = await setStage({ limits: { queuedBytes: CAP } });
    const reader = await stage.as('bob');
    const stopped = await connectTransport(
      stage.harness.url,
      await stage.world.mint.mint({ userId: 'alice' }),
    );
    const id = JSON.parse(stopped.frames[0]?.slice(1) ?? '').sid;
    await ask(reader, 'join-post', { postId: 'p1' });
    await stopped.request('join-post', '{"postId":"p1"}');
    stopped.socket.pause();

    let most = 0;
    let sent = 0;
    let heard = 0;
    reader.on('blob', () => (heard += 1));
    // The kernel takes some megabytes before anything waits.
    while (stage.roomkey.connections === 2 && sent < 1_000) {
      const next = once(reader as never, 'blob');
      stage.harness.io.to('post:p1').emit('blob', MESSAGE);
      most = Math.max(most, queued(stage.harness, id));
      await next;
      sent += 1;
    }
    expect(stage.roomkey.connections).toBe(1);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(CAP + MESSAGE.length + 200);
    expect([heard, reader.connected, stage.members('post:p1')]).toEqual([sent, true, 1]);
    await expect.poll(() => openOn(stage.harness)).toBe(1);
  });
});

it('a client that reads is not cut for how much it is sent in a turn', async () => {
  await using stage = await setStage({ delivery: 'fast', limits: { queuedBytes: 1_000 } });
  const token = await stage.world.mint.mint({ userId: 'alice' });
  const client = await stage.harness.connect(token, { transports: ['websocket'] });
  const heard: number[] = [];
  client.on('blob', (id: number) => heard.push(id));
  const socket = stage.harness.io.sockets.sockets.get(client.id ?? '');
  const sent = Array.from({ length: 200 }, (_, id) => id);
  for (const id of sent) socket?.emit('blob', id, 'x'.repeat(id * 50));
  await expect.poll(() => heard).toEqual(sent);
});

describe('pages of other origins', () => {
  const evil = { headers: { origin: 'https://evil.test' } };
  const start = (options: BoardOptions) => setStage({ origins: ['https://app.test'], ...options });

  it('are refused, and whoever runs the server is told once for each', async () => {
    await using stage = await start({});
    for (let count = 0; count < 3; count += 1)
      await expect(openTransport(stage.harness.url, evil)).rejects.toThrow(REFUSED);
    await expect(openTransport(stage.harness.url, { headers: { origin: 'null' } })).rejects.toThrow(REFUSED);
    const told = stage.world.failures.map(({ error, stage: at }) => [at, String(error)]);
    expect(told).toEqual([
      ['transport', 'Error: Refused pages of "https://evil.test"; "origins" does not name it.'],
      ['transport', 'Error: Refused pages of "null"; "origins" does not name it.'],
    ]);
  });

  it('fill no log, however many names they have', async () => {
    await using stage = await start({});
    for (let count = 0; count < 30; count += 1) {
      const origin = `https://evil-${count}.${'x'.repeat(300)}.test`;
      await openTransport(stage.harness.url, { headers: { origin } }).catch(() => undefined);
    }
    expect(stage.world.failures).toHaveLength(10);
    for (const { error } of stage.world.failures) expect(String(error).length).toBeLessThan(300);
  });

  it('are no pages of ours, and no clients without a page', async () => {
    await using stage = await start({});
    const ours = { headers: { origin: 'https://app.test' } };
    await expect(openTransport(stage.harness.url, ours)).resolves.toBeTruthy();
    await expect(openTransport(stage.harness.url)).resolves.toBeTruthy();
    expect(stage.world.failures).toEqual([]);
  });

  it('are refused with a good token, too', async () => {
    await using stage = await start({});
    const token = await stage.world.mint.mint({ userId: 'alice' });
    const refused = stage.harness.connect(token, { transports: ['websocket'], extraHeaders: evil.headers });
    await expect(refused).rejects.toThrow('websocket error');
    expect(stage.world.lookups).toEqual([]);
  });
});

describe('an allowRequest of the application', () => {
  const startWith = (answer: readonly [string | null, boolean]) => {
    const asked: string[] = [];
    const allowRequest = (
      request: IncomingMessage,
      reply: (error: string | null, allowed: boolean) => void,
    ) => {
      asked.push(request.headers.origin ?? '');
      reply(...answer);
    };
    const attach = (io: Server) => attachBoard(io, createWorld(), { origins: ['https://app.test'] });
    return { asked, started: createHarness(attach, { allowRequest }) };
  };
  const headers = { origin: 'https://app.test' };

  it('is still asked, and decides', async () => {
    const refusing = startWith(['no', false]);
    await using refuses = await refusing.started;
    await expect(openTransport(refuses.url, { headers })).rejects.toThrow(/^Unexpected server response/);
    const allowing = startWith([null, true]);
    await using allows = await allowing.started;
    await expect(openTransport(allows.url, { headers })).resolves.toBeTruthy();
    expect([refusing.asked, allowing.asked]).toEqual([['https://app.test'], ['https://app.test']]);
  });

  it('is not asked about what is refused before', async () => {
    const allowing = startWith([null, true]);
    await using harness = await allowing.started;
    const evil = { headers: { origin: 'https://evil.test' } };
    await expect(openTransport(harness.url, evil)).rejects.toThrow(REFUSED);
    expect(allowing.asked).toEqual([]);
  });
});

it('a server without an HTTP server is refused at the start', () => {
  expect(() => attachBoard(new Server(), createWorld())).toThrow(/^Roomkey: give the HTTP server/);
});
