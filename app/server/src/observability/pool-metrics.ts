import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { PoolCounts } from '../db/database.ts';

/** How busy the pool of PostgreSQL is. The embedded database has none. */
export function gaugePool(registry: Registry, pool: PoolCounts): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    // oxlint-disable-next-line no-new -- the registry holds it
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  gauge('database_pool_connections', 'Connections to PostgreSQL.', () => pool.totalCount);
  gauge('database_pool_idle_connections', 'Those that nobody uses now.', () => pool.idleCount);
  gauge('database_pool_waiting', 'Queries that wait for a connection.', () => pool.waitingCount);
}
