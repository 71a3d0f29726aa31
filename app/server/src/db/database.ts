import type { SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type * as schema from './schema/index.ts';

/** Either database, or a transaction in it: both speak the same SQL. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

/** How busy a pool of connections is. */
export interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** An open database whose tables are up to date. */
export interface DatabaseHandle {
  readonly db: Database;
  /** Absent where there is one connection only. */
  readonly pool?: PoolCounts;
  readonly close: () => Promise<void>;
}

/** Runs a statement that the query builder cannot say, and checks the shape of its rows. */
export async function queryRows<Row>(
  db: Database,
  statement: SQL,
  row: z.ZodType<Row>,
): Promise<readonly Row[]> {
  const result = z.object({ rows: z.array(row) }).parse(await db.execute(statement));
  return result.rows;
}
