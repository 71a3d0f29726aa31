import { createAdapter } from '@socket.io/postgres-adapter';
import { Pool } from 'pg';
import type { Logger } from '../logger.ts';
import { createListening } from './listening.ts';
import { createLosses } from './losses.ts';
import type { Bus } from './bus.ts';
import { succeedsSoon } from './within.ts';

const CONNECT_TIMEOUT_MS = 2_000;
const QUERY_TIMEOUT_MS = 2_000;
/** One byte more, and PostgreSQL refuses it. */
const MAX_NOTIFICATION_BYTES = 7_999;
/** What may wait for a database that does not answer; the rest is lost, and made good by versions and cursors. */
const MAX_WAITING = 1_000;

/** Rooms over PostgreSQL's own notifications. */
export function openPostgresBus(connectionString: string, logger: Logger): Bus {
  const losses = createLosses(logger, 'PostgreSQL');
  const { lost } = losses;
  const common = {
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
  };
  // One connection each: what a process sends stays in order, and no query waits behind the board's own.
  const publishing = new Pool({ ...common, max: 1 });
  const hearing = new Pool({ ...common, max: 1 });
  for (const pool of [publishing, hearing]) {
    pool.on('error', lost);
    // A connection that is in use has no listener of the pool's, and would end the process.
    pool.on('connect', (client) => client.on('error', lost));
  }

  const listening = createListening(hearing);
  const carrier = {
    connect: listening.take,
    async query(text: string, values?: unknown[]) {
      if (publishing.waitingCount >= MAX_WAITING) throw new Error('too many messages wait');
      const result = await publishing.query(text, values);
      losses.carried();
      return result;
    },
  };
  return {
    adapter: createAdapter(carrier as Pool, {
      errorHandler: lost,
      tableName: 'bus_attachments',
      payloadThreshold: MAX_NOTIFICATION_BYTES,
    }),
    isUp: () => succeedsSoon(publishing.query('select 1')),
    onBack: losses.onBack,
    async close() {
      losses.close();
      await Promise.all([publishing.end(), listening.close()]);
    },
  };
}
