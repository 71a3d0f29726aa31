import { createAdapter as createClusterAdapter } from '@socket.io/cluster-adapter';
import { createAdapter as createPostgresAdapter } from '@socket.io/postgres-adapter';
import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { Pool } from 'pg';
import type { Server } from 'socket.io';
import type { Bus, SetupName } from '../setup.ts';
import { guardedPool } from './guarded-pool.ts';
import { guardedPublisher, guardedSubscriber, newClient } from './guarded-redis.ts';
import type { RedisClient } from './guarded-redis.ts';
import { localFirst } from './local-first.ts';

type Attach = (io: Server, bus: Bus) => Promise<void>;

const ignore = (): void => undefined;
const QUEUED = { disableOfflineQueue: false };
const UNQUEUED = { disableOfflineQueue: true };

export const ATTACH: Readonly<Record<SetupName, Attach>> = {
  'redis pub/sub': (io, bus) => pubSub(io, bus, documented(bus, QUEUED)),
  'redis pub/sub, no offline queue': (io, bus) => pubSub(io, bus, documented(bus, UNQUEUED)),
  'redis pub/sub, guarded': (io, bus) => pubSub(io, bus, guarded(bus)),
  'redis sharded': (io, bus) => sharded(io, bus, { clients: documented(bus, QUEUED), isLocalFirst: false }),
  'redis sharded, guarded': (io, bus) => sharded(io, bus, { clients: guarded(bus), isLocalFirst: true }),
  'redis streams': (io, bus) => streams(io, bus, documented(bus, QUEUED)),
  'redis streams, no offline queue': (io, bus) => streams(io, bus, documented(bus, UNQUEUED)),
  'redis streams, guarded': guardedStreams,
  async postgres(io, { databaseUrl, tag }) {
    const pool = new Pool({ connectionString: databaseUrl, application_name: tag });
    pool.on('error', ignore);
    io.adapter(createPostgresAdapter(pool, { channelPrefix: tag }));
  },
  async 'postgres, client listeners'(io, { databaseUrl, tag }) {
    const pool = new Pool({ connectionString: databaseUrl, application_name: tag });
    pool.on('error', ignore);
    pool.on('connect', (client) => client.on('error', ignore));
    io.adapter(createPostgresAdapter(pool, { channelPrefix: tag }));
  },
  async 'postgres, guarded'(io, { databaseUrl, tag }) {
    const pool = guardedPool(databaseUrl, tag, ignore);
    io.adapter(localFirst(createPostgresAdapter(pool, { channelPrefix: tag, errorHandler: ignore })));
  },
  async 'node:cluster'(io) {
    io.adapter(createClusterAdapter());
  },
};

interface Clients {
  readonly pub: RedisClient;
  readonly sub: RedisClient;
}

function documented({ redisUrl }: Bus, options: { readonly disableOfflineQueue: boolean }): Clients {
  const [pub, sub] = [newClient({ url: redisUrl, ...options }), newClient({ url: redisUrl, ...options })];
  pub.on('error', ignore);
  sub.on('error', ignore);
  return { pub, sub };
}

function guarded({ redisUrl }: Bus): Clients {
  return { pub: guardedPublisher(redisUrl, ignore), sub: guardedSubscriber(redisUrl, ignore) };
}

async function pubSub(io: Server, { tag }: Bus, { pub, sub }: Clients): Promise<void> {
  await Promise.all([pub.connect(), sub.connect()]);
  io.adapter(createAdapter(pub, sub, { key: tag }));
}

interface ShardedOptions {
  readonly clients: Clients;
  readonly isLocalFirst: boolean;
}

async function sharded(io: Server, { tag }: Bus, options: ShardedOptions): Promise<void> {
  const { pub, sub } = options.clients;
  await Promise.all([pub.connect(), sub.connect()]);
  const create = createShardedAdapter(pub, sub, { channelPrefix: tag });
  io.adapter(options.isLocalFirst ? localFirst(create) : (create as never));
}

async function streams(io: Server, { tag }: Bus, { pub }: Pick<Clients, 'pub'>): Promise<void> {
  await pub.connect();
  io.adapter(createStreamsAdapter(pub, { streamName: tag, channelPrefix: tag }));
}

/** The adapter duplicates the client it is given: the duplicates must be guarded as well, and wait for a connection. */
async function guardedStreams(io: Server, { redisUrl, tag }: Bus): Promise<void> {
  const pub = guardedPublisher(redisUrl, ignore);
  const duplicate = (): RedisClient => guardedSubscriber(redisUrl, ignore);
  await pub.connect();
  const given: RedisClient = new Proxy(pub, {
    get(target, name) {
      const value: unknown = name === 'duplicate' ? duplicate : Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const options = { streamName: tag, channelPrefix: tag, blockTimeInMs: 1000 };
  io.adapter(localFirst(createStreamsAdapter(given, options)));
}
