/** How a node reaches the bus, and what tells this run apart from everything else on it. */
export interface Bus {
  readonly redisUrl: string;
  readonly databaseUrl: string;
  /** Prefix of channels, streams and connections. */
  readonly tag: string;
}

export type BusKind = 'redis' | 'postgres' | 'primary';

export type SetupName = keyof typeof SETUPS;

/** Every way of wiring an adapter that is measured: the file of the adapter, and what is done beyond its README. */
export const SETUPS = {
  'redis pub/sub': { kind: 'redis', does: 'createAdapter; clients with an `error` listener, as documented' },
  'redis pub/sub, no offline queue': { kind: 'redis', does: 'the same with `disableOfflineQueue`' },
  'redis pub/sub, guarded': {
    kind: 'redis',
    does: '`guardedRedis`: rejections caught, no offline queue to publish, queue bounded, a watch on both connections',
  },
  'redis sharded': { kind: 'redis', does: 'createShardedAdapter, dynamic subscriptions, as documented' },
  'redis sharded, guarded': { kind: 'redis', does: '`guardedRedis` and `localFirst`' },
  'redis streams': { kind: 'redis', does: 'one stream of about 10,000 entries, as documented' },
  'redis streams, guarded': {
    kind: 'redis',
    does: '`guardedRedis` and `localFirst`; the reader keeps its offline queue',
  },
  postgres: { kind: 'postgres', does: 'a pool with an `error` listener, as documented' },
  'postgres, client listeners': { kind: 'postgres', does: 'an `error` listener on each client, too' },
  'postgres, guarded': {
    kind: 'postgres',
    does: '`guardedPool`: two connections of its own, time-outs, a watch on the one that listens; `localFirst`',
  },
  // After the others: it takes the processor from whoever is measured beside it.
  'redis streams, no offline queue': { kind: 'redis', does: 'the same with `disableOfflineQueue`' },
  'node:cluster': { kind: 'primary', does: 'workers of one host; the primary passes messages on' },
} as const satisfies Readonly<Record<string, { readonly kind: BusKind; readonly does: string }>>;

export const kindOf = (name: SetupName): BusKind => SETUPS[name].kind;
