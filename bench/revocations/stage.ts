import { randomBytes } from 'node:crypto';
import { setTimeout as passed } from 'node:timers/promises';
import { Client } from 'pg';
import { openProxy } from '../adapters/outage/proxy.ts';
import type { Proxy } from '../adapters/outage/proxy.ts';
import { startServer } from './server/servers.ts';
import type { ServerHandle } from './server/servers.ts';
import { NODES } from './setup.ts';
import type { BusName } from './setup.ts';
import { openStore } from './store.ts';
import type { Store } from './store.ts';

/** Three servers, the bus between them and a database of their own. */
export interface Stage extends AsyncDisposable {
  readonly bus: BusName;
  readonly servers: readonly ServerHandle[];
  /** Between each server and the bus. */
  readonly proxies: readonly Proxy[];
  readonly store: Store;
  /** Resolves once every server hears every other. */
  connected(): Promise<void>;
}

const REDIS_URL = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const DATABASE_URL = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const CONNECTED_MS = 20_000;

export async function openStage(bus: BusName): Promise<Stage> {
  const tag = `roomkey_bench_${randomBytes(4).toString('hex')}`;
  await query(`create database ${tag}`);
  const storeUrl = Object.assign(new URL(DATABASE_URL), { pathname: `/${tag}` }).href;
  const store = openStore(storeUrl);
  await store.create();
  const target = bus === 'Redis' ? REDIS_URL : storeUrl;
  const proxies = await Promise.all(NODES.map(() => openProxy(target)));
  const servers = await Promise.all(
    proxies.map(({ port }, index) => {
      const busUrl = Object.assign(new URL(target), { host: `127.0.0.1:${port}` }).href;
      return startServer({ node: NODES[index] ?? '', bus, busUrl, tag, storeUrl });
    }),
  );
  return {
    bus,
    servers,
    proxies,
    store,
    connected: () => connected(servers),
    async [Symbol.asyncDispose]() {
      for (const part of [...servers, ...proxies, store]) await part[Symbol.asyncDispose]();
      await query(`drop database ${tag} with (force)`);
    },
  };
}

async function connected(servers: readonly ServerHandle[]): Promise<void> {
  for (const deadline = Date.now() + CONNECTED_MS; Date.now() < deadline; await passed(50)) {
    const reached = await Promise.all(servers.map((server) => server.call('reach')));
    if (reached.every((count) => count === servers.length)) return;
  }
  throw new Error('The servers do not hear each other');
}

async function query(statement: string): Promise<void> {
  const client = new Client({ connectionString: DATABASE_URL });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
