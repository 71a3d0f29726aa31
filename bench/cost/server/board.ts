import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { serverProcess, startNode } from './process.ts';
import type { ServerProcess } from './process.ts';

const SERVER_URL = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const BOARD = new URL('../../../../app/server/dist/', import.meta.url);
const MEASURED = new URL('board-main.js', import.meta.url);

const START_MS = 60_000;

export const PUBLIC_URL = 'http://board.test';

/** Where a board keeps its data; thrown away after the run. */
export interface BoardDatabase extends AsyncDisposable {
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
}

/** The application as it is built, measured from outside. */
export async function startBoard({ databaseUrl = '', dataDir }: BoardDatabase): Promise<ServerProcess> {
  const child = startNode(['--import', MEASURED.href, new URL('main.js', BOARD).pathname], {
    PORT: '0',
    HOST: '127.0.0.1',
    PUBLIC_URL,
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: databaseUrl === '' ? '' : randomBytes(32).toString('base64url'),
    AUTH_RATE_LIMIT: '0',
    LOG_LEVEL: 'warn',
  });
  if (child.stdout === null) throw new Error('The board says nothing');
  const deadline = setTimeout(() => child.kill('SIGKILL'), START_MS);
  try {
    for await (const line of createInterface(child.stdout)) {
      const port = /localhost:(\d+)/.exec(line)?.[1];
      if (port !== undefined) return serverProcess(child, `127.0.0.1:${port}`);
    }
    throw new Error('The board did not start');
  } finally {
    clearTimeout(deadline);
  }
}

/** On PostgreSQL where there is one, else on the board's own PGlite. */
export async function createBoardDatabase(): Promise<BoardDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'roomkey-bench-'));
  const removeDirectory = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  if (!(await hasPostgres())) {
    return { databaseUrl: undefined, dataDir, [Symbol.asyncDispose]: removeDirectory };
  }
  const name = `roomkey_bench_${randomBytes(6).toString('hex')}`;
  await onPostgres(`create database ${name}`);
  const url = new URL(SERVER_URL);
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.href,
    dataDir,
    async [Symbol.asyncDispose]() {
      await onPostgres(`drop database ${name} with (force)`);
      await removeDirectory();
    },
  };
}

export const hasPostgres = (): Promise<boolean> =>
  onPostgres('select 1').then(
    () => true,
    () => false,
  );

async function onPostgres(statement: string): Promise<void> {
  const client = new Client({ connectionString: SERVER_URL, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end();
  }
}

interface OpenModule {
  readonly openDatabase: (
    env: Pick<BoardDatabase, 'databaseUrl' | 'dataDir'>,
    logger: { readonly warn: () => void },
  ) => Promise<{
    readonly db: { readonly execute: (statement: string) => Promise<unknown> };
    readonly close: () => Promise<void>;
  }>;
}

/** Runs statements on a board's tables before it starts. */
export async function seedBoard(database: BoardDatabase, statements: readonly string[]): Promise<void> {
  const { openDatabase }: OpenModule = await import(new URL('db/open.js', BOARD).href);
  const { db, close } = await openDatabase(database, { warn: () => undefined });
  try {
    for (const statement of statements) await db.execute(statement);
  } finally {
    await close();
  }
}
