import type { Database } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open.ts';
import { readEnv } from '../../src/env.ts';
import type { TestDatabase } from './databases.ts';
import { testLogger } from './logs.ts';

/** For what only time would do to rows. A board on the embedded database must be closed meanwhile. */
export async function inDatabase(
  { variables }: Pick<TestDatabase, 'variables'>,
  work: (db: Database) => Promise<unknown>,
): Promise<void> {
  const { db, close } = await openDatabase(readEnv(variables), testLogger());
  try {
    await work(db);
  } finally {
    await close();
  }
}
