import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client, Pool } from 'pg';
import type { Logger } from '../logger.ts';
import { boundTransactions } from './bound-transactions.ts';
import type { DatabaseHandle } from './database.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';
import * as schema from './schema/index.ts';

const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 3_500;
// The server cannot enforce its own timeout when it is the network that is gone.
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 500;
// Any number that nothing else locks in the same database.
const MIGRATION_LOCK = 7_266_539;

/** Opens a pool. An outage fails a query within seconds; it never hangs and never ends the process. */
export async function openPostgres(connectionString: string, logger: Logger): Promise<DatabaseHandle> {
  await migratePostgres(connectionString, logger);
  const pool = new Pool({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS * 2,
    keepAlive: true,
  });
  boundTransactions(pool, ANSWER_TIMEOUT_MS);
  const onError = reportTo(logger);
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return { db: drizzle(pool, { schema }), pool, close: () => pool.end() };
}

/** One process migrates while others that start at the same time wait for it. */
async function migratePostgres(connectionString: string, logger: Logger): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', reportTo(logger));
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS_FOLDER });
  } finally {
    await client.end();
  }
}

function reportTo(logger: Logger): (error: Error) => void {
  return (error) => logger.warn({ reason: error.message }, 'a database connection was lost');
}
