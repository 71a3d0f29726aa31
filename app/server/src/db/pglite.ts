import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { lockDataDir } from './data-lock.ts';
import type { DatabaseHandle } from './database.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';
import * as schema from './schema/index.ts';

const UNFINISHED = 'db.unfinished-';

/**
 * Opens the embedded database in `dataDir`, which belongs to this process until it is closed.
 *
 * @throws DataDirInUseError when another process has it open.
 */
export async function openPglite(dataDir: string): Promise<DatabaseHandle> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockDataDir(dataDir);
  try {
    const client = await openClient(dataDir);
    const db = drizzle(client, { schema });
    await migrate(db, { migrationsFolder: MIGRATIONS_FOLDER });
    return { db, close: () => client.close().finally(lock.release) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openClient(dataDir: string): Promise<PGlite> {
  const directory = join(dataDir, 'db');
  await removeUnfinished(dataDir);
  if (!existsSync(directory)) await initialize(dataDir, directory);
  return PGlite.create(directory);
}

/** The directory gets its name only when it is whole, so an interrupted first start leaves nothing broken. */
async function initialize(dataDir: string, directory: string): Promise<void> {
  const unfinished = join(dataDir, `${UNFINISHED}${process.pid}`);
  const client = await PGlite.create(unfinished);
  await client.close();
  await rename(unfinished, directory);
}

async function removeUnfinished(dataDir: string): Promise<void> {
  const names = await readdir(dataDir);
  const unfinished = names.filter((name) => name.startsWith(UNFINISHED));
  await Promise.all(unfinished.map((name) => rm(join(dataDir, name), { recursive: true, force: true })));
}
