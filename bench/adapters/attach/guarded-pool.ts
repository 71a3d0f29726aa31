import { Pool } from 'pg';
import type { PoolClient } from 'pg';
import { watch } from './watch.ts';

/** One listens, one publishes: on more connections, one event overtakes the other. */
const CONNECTIONS = 2;
const TIMEOUT_MS = 2000;

/** A pool for the adapter alone: it must not wait for the application's queries, nor they for it. */
export function guardedPool(
  connectionString: string,
  applicationName: string,
  report: (error: unknown) => void,
): Pool {
  const pool = new Pool({
    connectionString,
    application_name: applicationName,
    max: CONNECTIONS,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    keepAlive: true,
  });
  pool.on('error', report);
  pool.on('connect', (client) => {
    // The pool listens to those that are idle only, and the adapter never gives back the one that listens.
    client.on('error', report);
    client.on('end', () => giveBack(client));
  });
  watchListener(pool, report);
  return pool;
}

/** Else each lost connection takes a place in the pool for ever. */
function giveBack(client: PoolClient): void {
  try {
    client.release(true);
  } catch {
    // A query that failed has given it back already.
  }
}

/** Only the adapter asks the pool for a client to keep; `pool.query` passes a callback. */
function watchListener(pool: Pool, report: (error: unknown) => void): void {
  const connect: unknown = Reflect.get(pool, 'connect');
  if (typeof connect !== 'function') return;
  const connectAndWatch = (...args: unknown[]): unknown => {
    const answer: unknown = Reflect.apply(connect, pool, args);
    if (answer instanceof Promise && args.length === 0)
      void answer.then((client: PoolClient) => watchClient(client, report), report);
    return answer;
  };
  Object.defineProperty(pool, 'connect', { value: connectAndWatch });
}

function watchClient(client: PoolClient, report: (error: unknown) => void): void {
  const timer = watch({
    isReady: () => true,
    ask: () => client.query('select 1'),
    reconnect() {
      report(new Error('The connection that listens is silent'));
      giveBack(client);
    },
  });
  client.once('end', () => clearInterval(timer));
}
