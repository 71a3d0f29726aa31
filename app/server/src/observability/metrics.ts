import { contract } from '@board/contract';
import type { RequestHandler } from 'express';
import { Registry, collectDefaultMetrics } from 'prom-client';
import type { Observer } from 'roomkey/server';
import type { PoolCounts } from '../db/database.ts';
import type { ConnectionCounts } from './count-connections.ts';
import { createHttpMetrics } from './http-metrics.ts';
import { gaugePool } from './pool-metrics.ts';
import { createSocketMetrics } from './socket-metrics.ts';

export interface MetricsOptions {
  readonly connections: () => ConnectionCounts;
  readonly pool: PoolCounts | undefined;
}

/** Everything that this process counts; docs/observability.md lists it. */
export interface Metrics {
  readonly registry: Registry;
  /** To be told what happens on sockets. */
  readonly onSockets: Observer;
  /** To see every HTTP request. */
  readonly onRequests: RequestHandler;
}

export function createMetrics({ connections, pool }: MetricsOptions): Metrics {
  const registry = new Registry();
  const names = [...Object.keys(contract.rooms), ...Object.keys(contract.requests)];
  const onSockets = createSocketMetrics({ registry, names, connections });
  const onRequests = createHttpMetrics(registry);
  if (pool !== undefined) gaugePool(registry, pool);
  collectDefaultMetrics({ register: registry });
  return { registry, onSockets, onRequests };
}
