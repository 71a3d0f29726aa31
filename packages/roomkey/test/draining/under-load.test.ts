import { io } from 'socket.io-client';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createClient } from '../../src/client/index.ts';
import type { Client } from '../../src/client/index.ts';
import { defineContract } from '../../src/contract/index.ts';
import { attachRoomkey } from '../../src/server/index.ts';
import type { BaseUser, Roomkey } from '../../src/server/index.ts';
import { createHarness, createTokenMint } from '../../src/testing/index.ts';
import { roundRobin } from './proxy.ts';

const contract = defineContract({
  rooms: { post: { params: { postId: z.string() }, allow: 'user' } },
  requests: { pay: { input: z.object({ id: z.string() }), output: z.string(), allow: 'user' } },
  events: { news: { room: 'post', data: z.object({ text: z.string() }) } },
  limits: { connection: null, user: null },
});

const mint = createTokenMint();

/** What was done, by the id that it was asked with, whichever server did it. */
interface Ledger {
  readonly done: Map<string, number>;
}

async function startServer({ done }: Ledger) {
  let roomkey: Roomkey<typeof contract, BaseUser> | undefined;
  const harness = await createHarness((server) => {
    roomkey = attachRoomkey(server, {
      contract,
      verify: mint.verify,
      loadUser: ({ userId }) => ({ id: userId, name: userId, role: 'user' }),
      rooms: { post: () => true },
      requests: {
        pay: async ({ input }) => {
          // Long enough for some to be under way at any time.
          await new Promise((resolve) => setTimeout(resolve, 20));
          done.set(input.id, (done.get(input.id) ?? 0) + 1);
          return input.id;
        },
      },
    });
  });
  if (roomkey === undefined) throw new Error('Not attached');
  onTestFinished(() => harness.close());
  return { harness, roomkey };
}

async function setUp(people: number) {
  const ledger: Ledger = { done: new Map() };
  const servers = [await startServer(ledger), await startServer(ledger)] as const;
  const proxy = await roundRobin(servers.map(({ harness }) => harness.url));
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const clients = Array.from({ length: people }, (_, index) => {
    const client = createClient(contract, {
      url: proxy.url,
      getToken: () => mint.mint({ userId: `user-${index}` }),
      socketOptions: { transports: ['websocket'] },
    });
    onTestFinished(() => client.close());
    return client;
  });
  await expect
    .poll(() => servers.map(({ roomkey }) => roomkey.connections))
    .toEqual([people / 2, people / 2]);
  return { ...ledger, servers, clients, proxy };
}

/** Asks one request after the other until it is stopped. */
function keepPaying(client: Client<typeof contract>, name: string) {
  const acknowledged: string[] = [];
  const failed: unknown[] = [];
  const over = new AbortController();
  const pay = async (): Promise<void> => {
    for (let count = 0; !over.signal.aborted; count += 1) {
      const id = `${name}-${count}`;
      await client.request('pay', { id }).then(
        () => acknowledged.push(id),
        (error: unknown) => failed.push(error),
      );
    }
  };
  const paid = pay();
  const stop = (): Promise<void> => {
    over.abort();
    return paid;
  };
  return { acknowledged, failed, stop };
}

it('loses no request and runs none twice when one of two servers is drained under load', async () => {
  const { done, servers, clients } = await setUp(20);
  const [first, second] = servers;
  const leases = clients.map((client) => client.room('post', { postId: 'p1' }));
  const payers = clients.flatMap((client, index) =>
    Array.from({ length: 4 }, (_, lane) => keepPaying(client, `${index}-${lane}`)),
  );
  await expect.poll(() => payers.every(({ acknowledged }) => acknowledged.length > 5)).toBe(true);

  const receipt = await first.roomkey.drain({ withinMs: 10_000 });
  expect(receipt).toMatchObject({ connections: 10, forced: 0 });
  await expect.poll(() => second.roomkey.connections, { timeout: 10_000 }).toBe(20);
  expect(first.roomkey.connections).toBe(0);
  await Promise.all(payers.map(({ stop }) => stop()));

  expect(payers.flatMap(({ failed }) => failed)).toEqual([]);
  const acknowledged = payers.flatMap((payer) => payer.acknowledged);
  expect(acknowledged.filter((id) => done.get(id) !== 1)).toEqual([]);
  expect(done.size).toBe(acknowledged.length);
  await expect.poll(() => leases.map(({ state }) => state.get().status)).toEqual(leases.map(() => 'joined'));
}, 30_000);

it("brings plain clients to the other server, that do nothing but what the protocol's page says", async () => {
  const { servers, proxy } = await setUp(0);
  const [first, second] = servers;
  const sockets = Array.from({ length: 6 }, () => {
    const socket = io(proxy.url, { forceNew: true, reconnectionDelay: 10, transports: ['websocket'] });
    socket.on('connect_error', (error: Error & { data?: { retry?: string } }) => {
      if (error.data?.retry === 'backoff') setTimeout(() => socket.connect(), 10);
    });
    onTestFinished(() => void socket.disconnect());
    return socket;
  });
  await expect.poll(() => first.roomkey.connections).toBe(3);
  const told = sockets.map((socket) => new Promise((resolve) => socket.once('draining', resolve)));
  expect(await first.roomkey.drain()).toMatchObject({ connections: 3, forced: 0 });
  expect(await Promise.race(told)).toEqual({ reconnectAfterMs: expect.any(Number) });
  await expect.poll(() => second.roomkey.connections, { timeout: 10_000 }).toBe(6);
  await expect.poll(() => sockets.every(({ connected }) => connected)).toBe(true);
}, 30_000);
