import { Pool } from 'pg';
import { findSubjects } from '../../../app/server/src/auth/subjects.ts';
import { openDatabase } from '../../../app/server/src/db/open.ts';
import { createLogger } from '../../../app/server/src/logger.ts';
import { openTown } from '../../chaos/load/people.ts';
import { createBoardDatabase } from '../../cost/server/board.ts';
import { cpuMs } from '../../sessions/support/measure.ts';
import { backendTimes, usedSince } from './process-time.ts';

/** Microseconds of CPU to look up one session, of those that the sweep asks for together. */
export interface LookUpCost {
  readonly app: number;
  readonly database: number;
  /** In one query. */
  readonly together: number;
}

/** As the sweep does it. */
const TOGETHER = 500;
const WARM_UP = 20;

export async function measureLookUp(queries: number): Promise<LookUpCost> {
  await using database = await createBoardDatabase();
  const { databaseUrl } = database;
  if (databaseUrl === undefined) throw new Error('PostgreSQL is needed: set TEST_DATABASE_URL.');
  const { db, close } = await openDatabase(database, createLogger({ logLevel: 'silent' }));
  await using town = openTown({ databaseUrl, secret: '' });
  const people = await town.addPeople(TOGETHER, 1);
  const keys = people.map(({ id, logins: [login] }) => ({ userId: id, sessionId: login?.sessionId ?? '' }));
  const look = async (times: number): Promise<void> => {
    for (let query = 0; query < times; query += 1) await findSubjects(db, keys);
  };
  const query = new Pool({ connectionString: databaseUrl, max: 1 });
  try {
    const name = new URL(databaseUrl).pathname.slice(1);
    await query.query('analyze');
    await look(WARM_UP);
    const before = { app: cpuMs(), database: await backendTimes(query, name) };
    await look(queries);
    const after = { app: cpuMs(), database: await backendTimes(query, name) };
    const count = queries * TOGETHER;
    return {
      app: (1_000 * (after.app - before.app)) / count,
      database: usedSince(before.database, after.database) / count,
      together: TOGETHER,
    };
  } finally {
    await query.end();
    await close();
  }
}
