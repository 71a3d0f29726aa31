import { randomBytes } from 'node:crypto';
import { createAdapter as createPostgresAdapter } from '@socket.io/postgres-adapter';
import { createAdapter as createRedisAdapter } from '@socket.io/redis-adapter';
import { Client, Pool } from 'pg';
import { createClient } from 'redis';
import type { ServerOptions } from 'socket.io';
import { createMemoryBus } from '../../../src/testing/memory-bus.ts';
import { wireTo } from './wire.ts';

/** What joins the servers of a test. */
export interface Carrier extends AsyncDisposable {
  /** Those of one `group` hear each other and nobody else. */
  adapter(node: number, group?: number): NonNullable<ServerOptions['adapter']>;
  hang(): void;
  mend(): void;
}

export interface CarrierKind {
  readonly name: string;
  open(nodes: number): Promise<Carrier>;
}

const ignore = (): void => undefined;
const tag = (): string => `roomkey_test_${randomBytes(6).toString('hex')}`;

export const memory: CarrierKind = {
  name: 'in memory',
  open() {
    const bus = createMemoryBus();
    return Promise.resolve({
      adapter: (node) => bus.adapterOf(node),
      hang: () => bus.hang(),
      mend: () => bus.mend(),
      [Symbol.asyncDispose]: () => bus.idle(),
    });
  },
};

const REDIS_PORT = Number(new URL(process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379').port);

export const redis: CarrierKind = {
  name: 'Redis',
  async open(nodes) {
    const wire = await wireTo(REDIS_PORT);
    const url = `redis://127.0.0.1:${wire.port}`;
    const clients = await Promise.all(Array.from({ length: nodes * 2 }, () => connected(url)));
    const key = tag();
    return {
      adapter(node, group = 0) {
        const [publisher, subscriber] = clients.slice(node * 2);
        return createRedisAdapter(publisher, subscriber, { key: `${key}-${group}` }) as never;
      },
      hang: () => wire.hang(),
      mend: () => wire.mend(),
      async [Symbol.asyncDispose]() {
        await Promise.all(clients.map((client) => client.close()));
        await wire[Symbol.asyncDispose]();
      },
    };
  },
};

async function connected(url: string) {
  let wasThere = false;
  // Where there is no Redis, nobody waits for one.
  const client = createClient({ url, socket: { reconnectStrategy: () => (wasThere ? 100 : false) } });
  client.on('error', ignore);
  await client.connect();
  wasThere = true;
  const publish = client.publish.bind(client);
  // The adapter does not await it: what is refused at the end would be nobody's rejection.
  const value = (channel: string, message: string) => publish(channel, message).catch(ignore);
  Object.defineProperty(client, 'publish', { value });
  return client;
}

const DATABASE = new URL(process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres');
const ATTACHMENTS =
  'create table socket_io_attachments (id bigserial unique, created_at timestamptz default now(), payload bytea)';

export const postgres: CarrierKind = {
  name: 'PostgreSQL',
  async open() {
    const name = tag();
    await query(DATABASE, `create database ${name}`);
    // Nothing in it is to outlive the machine, and each message between servers is a commit.
    await query(DATABASE, `alter database ${name} set synchronous_commit = off`);
    const database = new URL(DATABASE);
    database.pathname = `/${name}`;
    await query(database, ATTACHMENTS);
    const wire = await wireTo(Number(DATABASE.port));
    const pools = new Map<number, Pool>();
    return {
      adapter(node, group = 0) {
        // A client that an adapter gave back still listens, and the next one would hear what is not for it.
        void pools.get(node)?.end().catch(ignore);
        const pool = openPool(database, wire.port);
        pools.set(node, pool);
        return createPostgresAdapter(pool, { channelPrefix: `group-${group}` }) as never;
      },
      hang: () => wire.hang(),
      mend: () => wire.mend(),
      async [Symbol.asyncDispose]() {
        for (const pool of pools.values()) void pool.end().catch(ignore);
        await wire[Symbol.asyncDispose]();
        await query(DATABASE, `drop database ${name} with (force)`);
      },
    };
  },
};

function openPool(database: URL, port: number): Pool {
  const url = new URL(database);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  const pool = new Pool({ connectionString: url.href, max: 2 });
  pool.on('error', ignore);
  pool.on('connect', (client) => void client.on('error', ignore));
  return pool;
}

async function query(database: URL, statement: string): Promise<void> {
  const client = new Client({ connectionString: database.href, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Its name says which ones are left out where they cannot be reached. */
export async function isThere(kind: CarrierKind): Promise<boolean> {
  try {
    await using _carrier = await kind.open(1);
    return true;
  } catch (error) {
    if (process.env['CI'] === 'true') throw new Error(`CI tests ${kind.name} too.`, { cause: error });
    process.stderr.write(`Skipped: the tests of several servers on ${kind.name}, which cannot be reached.\n`);
    return false;
  }
}
