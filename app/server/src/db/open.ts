import type { Env } from '../env.ts';
import type { Logger } from '../logger.ts';
import type { DatabaseHandle } from './database.ts';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';

/** Opens PostgreSQL when `databaseUrl` is set, else the embedded PGlite in `dataDir`, and runs the migrations. */
export function openDatabase(
  env: Pick<Env, 'databaseUrl' | 'dataDir'>,
  logger: Logger,
): Promise<DatabaseHandle> {
  return env.databaseUrl === undefined ? openPglite(env.dataDir) : openPostgres(env.databaseUrl, logger);
}
