import { sql } from 'drizzle-orm';
import { RoomkeyError } from 'roomkey/contract';
import type { Clock } from 'roomkey/server';
import type { Database } from '../db/database.ts';
import { remembered } from './remembered.ts';

const DEADLINE_MS = 1_000;

/** Asks the database for a sign of life. @throws RoomkeyError `unavailable` when there is none within a second */
export type DatabaseCheck = () => Promise<void>;

export function createDatabaseCheck(db: Pick<Database, 'execute'>, clock: Clock): DatabaseCheck {
  return remembered(() => signOfLife(db, clock), clock);
}

async function signOfLife(db: Pick<Database, 'execute'>, clock: Clock): Promise<void> {
  let timer: unknown;
  const late = new Promise<never>((_resolve, reject) => {
    timer = clock.setTimeout(() => reject(new Error('The database did not answer in time')), DEADLINE_MS);
  });
  try {
    await Promise.race([db.execute(sql`select 1`), late]);
  } catch (error) {
    throw new RoomkeyError('unavailable', { cause: error });
  } finally {
    clock.clearTimeout(timer);
  }
}
