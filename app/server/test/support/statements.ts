import { PGlite } from '@electric-sql/pglite';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import type { Database, DatabaseHandle } from '../../src/db/database.ts';
import * as schema from '../../src/db/schema/index.ts';

export interface WatchedDatabase {
  readonly db: Database;
  /** Every statement so far, those that begin and end transactions included. */
  readonly statements: readonly string[];
}

/** The same database, and what it is asked. */
export function watchStatements({ db }: Pick<DatabaseHandle, 'db'>): WatchedDatabase {
  const client: unknown = Reflect.get(db, '$client');
  const statements: string[] = [];
  const options = { schema, logger: { logQuery: (query: string) => void statements.push(query) } };
  if (client instanceof PGlite) return { db: drizzlePglite(client, options), statements };
  if (client instanceof Pool) return { db: drizzlePostgres(client, options), statements };
  throw new TypeError('No database that this knows');
}
