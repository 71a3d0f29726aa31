import { EventEmitter } from 'node:events';
import type { PoolClient } from 'pg';
import { describe, expect, it } from 'vitest';
import { createListening } from './listening.ts';

class FakeClient extends EventEmitter {
  releases = 0;
  release(): void {
    this.releases += 1;
  }
}

function setUp() {
  const clients: FakeClient[] = [];
  const pool = {
    isReachable: true,
    ended: false,
    async connect(): Promise<PoolClient> {
      if (!pool.isReachable) throw new Error('refused');
      const client = new FakeClient();
      clients.push(client);
      return client as unknown as PoolClient;
    },
    async end(): Promise<void> {
      pool.ended = true;
    },
  };
  const listening = createListening(pool);
  /** What is taken within this turn of the event loop. */
  const taken = (): Promise<PoolClient | null> =>
    Promise.race([listening.take(), new Promise<null>((resolve) => setImmediate(resolve, null))]);
  return { clients, pool, listening, taken };
}

describe('the connection that listens', () => {
  it('is one, and another when it has ended', async () => {
    const { clients, taken } = setUp();
    const first = await taken();
    clients[0]?.emit('end');
    expect(await taken()).not.toBe(first);
    expect(clients.map(({ releases }) => releases)).toEqual([1, 0]);
  });

  it('is closed for whoever could not listen on it, and made anew for the one who sees its end', async () => {
    const { clients, taken } = setUp();
    await taken();
    expect(await taken()).toBeNull();
    expect(clients.map(({ releases }) => releases)).toEqual([1]);
    expect(await taken()).not.toBeNull();
    expect(clients).toHaveLength(2);
  });

  it('is asked for again when it could not be made', async () => {
    const { pool, listening, taken } = setUp();
    pool.isReachable = false;
    await expect(listening.take()).rejects.toThrow('refused');
    pool.isReachable = true;
    expect(await taken()).not.toBeNull();
  });

  it('is given back at the end, also when it comes only then', async () => {
    const held = setUp();
    await held.taken();
    await held.listening.close();
    const late = setUp();
    const coming = late.listening.take();
    await late.listening.close();
    await coming;
    for (const { clients, pool, taken } of [held, late]) {
      expect(clients.map(({ releases }) => releases)).toEqual([1]);
      expect(pool.ended).toBe(true);
      expect(await taken()).toBeNull();
    }
  });
});
