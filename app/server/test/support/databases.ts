import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { redisUrl } from './redis.ts';

const SERVER_URL = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Where one suite keeps its data: its own, thrown away after it. */
export interface TestDatabase {
  /** Processes of a board that share it. @default 1 */
  readonly nodes?: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
}

export interface EmbeddedDatabase extends TestDatabase {
  readonly directory: string;
}

export interface DatabaseKind<Database extends TestDatabase = TestDatabase> {
  readonly name: string;
  readonly create: () => Promise<Database>;
}

/** A data directory as on the very first start. */
export async function emptyDirectory(): Promise<EmbeddedDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'board-'));
  return {
    directory,
    variables: { DATA_DIR: directory },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Copying an empty database takes a tenth of the time that making one does. */
const template = emptyDirectory().then(async ({ directory }) => {
  const client = await PGlite.create(join(directory, 'db'));
  await client.close();
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'db');
});

export const pglite: DatabaseKind<EmbeddedDatabase> = {
  name: 'PGlite',
  async create() {
    const database = await emptyDirectory();
    await cp(await template, join(database.directory, 'db'), { recursive: true });
    return database;
  },
};

const postgres: DatabaseKind = {
  name: 'PostgreSQL',
  async create() {
    const name = `board_test_${randomBytes(6).toString('hex')}`;
    await onServer(`create database ${name}`);
    const url = new URL(SERVER_URL);
    url.pathname = `/${name}`;
    return {
      variables: { DATABASE_URL: url.href, AUTH_SECRET: randomBytes(32).toString('base64url') },
      remove: () => onServer(`drop database ${name} with (force)`),
    };
  },
};

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: SERVER_URL, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const reachable = await onServer('select 1').then(
  () => true,
  () => false,
);
if (!reachable && process.env['CI'] === 'true')
  throw new Error('CI tests PostgreSQL too: set TEST_DATABASE_URL.');
if (!reachable)
  process.stderr.write('Skipped: the same tests on PostgreSQL; set TEST_DATABASE_URL to run them.\n');

/** What three nodes share: the database, and what carries rooms between them. */
const threeOn = (name: string, variables: Readonly<Record<string, string>>): DatabaseKind => ({
  name,
  async create() {
    const database = await postgres.create();
    return { ...database, nodes: 3, variables: { ...database.variables, ...variables } };
  },
});

const alone: readonly DatabaseKind[] = reachable ? [pglite, postgres] : [pglite];
const together: readonly DatabaseKind[] = [
  ...(redisUrl === null ? [] : [threeOn('three nodes with Redis', { REDIS_URL: redisUrl })]),
  threeOn('three nodes with PostgreSQL alone', {}),
];

/** Everything that the board runs on and that is there: alone, or as three nodes where the project says so. */
export const databases: readonly DatabaseKind[] =
  process.env['BOARD_NODES'] === undefined ? alone : reachable ? together : [];

/** Those that a network leads to. */
export const remoteDatabases = reachable ? [postgres] : [];
