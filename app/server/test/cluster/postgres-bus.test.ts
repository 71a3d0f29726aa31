import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Server } from 'socket.io';
import { openPostgresBus } from '../../src/bus/postgres-bus.ts';
import type { Bus } from '../../src/bus/bus.ts';
import { openDatabase } from '../../src/db/open.ts';
import { readEnv } from '../../src/env.ts';
import { remoteDatabases } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { testLogger } from '../support/logs.ts';
import { networkTo } from '../support/network.ts';
import type { Network } from '../support/network.ts';

/** How soon messages are carried again when the database is there again. */
const RECOVERY_MS = 5_000;
const WORD = 'word';

describe.each(remoteDatabases)('the bus over $name', { timeout: 60_000 }, (kind) => {
  let database: TestDatabase;
  let network: Network;
  let bus: Bus;
  let near: Server;
  let far: Server;
  let farBus: Bus;

  beforeAll(async () => {
    database = await kind.create();
    const env = readEnv(database.variables);
    await (await openDatabase(env, testLogger())).close();
    const url = new URL(env.databaseUrl ?? '');
    network = await networkTo(url.hostname, Number(url.port || 5432));
    farBus = openPostgresBus(url.href, testLogger());
    url.host = `127.0.0.1:${network.port}`;
    bus = openPostgresBus(url.href, testLogger());
    [near, far] = [new Server({ adapter: bus.adapter }), new Server({ adapter: farBus.adapter })];
  });
  afterAll(async () => {
    network.mend();
    for (const server of [near, far]) await server.of('/').adapter.close();
    await Promise.all([bus.close(), farBus.close()]);
    await network[Symbol.asyncDispose]();
    await database.remove();
  });

  /** Says a word until it is heard. */
  const reaches = async (from: Server, to: Server, timeout: number): Promise<void> => {
    let heard = 0;
    const listener = (): unknown => (heard += 1);
    to.on(WORD, listener);
    const say = (): number => {
      from.serverSideEmit(WORD);
      return heard;
    };
    await expect.poll(say, { timeout, interval: 100 }).toBeGreaterThan(0);
    to.off(WORD, listener);
  };

  const goDown = async (start: () => void): Promise<void> => {
    await Promise.all([reaches(near, far, 10_000), reaches(far, near, 10_000)]);
    start();
    near.serverSideEmit(WORD);
    await expect.poll(() => bus.isUp(), { timeout: 10_000 }).toBe(false);
  };
  const comesBack = async (end: () => void): Promise<void> => {
    end();
    await Promise.all([reaches(near, far, RECOVERY_MS), reaches(far, near, RECOVERY_MS)]);
  };

  it.each([
    ['was cut', () => network.cut()],
    ['was silent before', () => network.freeze()],
  ])(
    'carries again when a connection that %s can be made again, and says that some was lost',
    async (_, start) => {
      const onBack = vi.fn<() => void>();
      bus.onBack(onBack);
      await goDown(start);
      expect(onBack).not.toHaveBeenCalled();
      await comesBack(network.mend);
      expect(onBack).toHaveBeenCalled();
    },
  );

  it('carries on when a connection that was silent goes on', async () => {
    await goDown(network.freeze);
    await comesBack(network.thaw);
    expect(await bus.isUp()).toBe(true);
  });
});
