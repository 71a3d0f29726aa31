import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { Client } from 'pg';
import { createChild } from './child.ts';
import { freePort } from './free-port.ts';
import { answersOn } from './tcp.ts';

const READY_TRIES = 100;
const READY_EVERY_MS = 100;

/** A service of this run alone, which may be ended and frozen. */
export interface Service extends AsyncDisposable {
  readonly port: number;
  readonly start: () => Promise<void>;
  /** At once, without a goodbye. */
  readonly stop: () => Promise<void>;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Null where there is no such program. */
export async function startRedis(): Promise<Service | null> {
  if (!isInstalled('redis-server')) return null;
  const port = await freePort();
  const child = createChild('redis-server', ['--port', `${port}`, '--save', '', '--appendonly', 'no']);
  return started(child, {
    port,
    stopBy: 'SIGKILL',
    isReady: () => answersOn(port),
    remove: async () => undefined,
  });
}

/** Null where PostgreSQL is not installed. */
export async function startPostgres(): Promise<Service | null> {
  const bin = await postgresFolder();
  if (bin === null) return null;
  const [port, directory] = [await freePort(), await mkdtemp(join(tmpdir(), 'chaos-postgres-'))];
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  // PostgreSQL refuses to run as root.
  const owner = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (owner.uid !== undefined) await chown(directory, owner.uid, owner.gid);
  execFileSync(join(bin, 'initdb'), ['-D', directory, '-A', 'trust', '-U', 'postgres'], {
    ...owner,
    stdio: 'ignore',
    cwd: directory,
  });
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=150'];
  const args = ['-D', directory, '-p', `${port}`, ...settings.flatMap((setting) => ['-c', setting])];
  const child = createChild(join(bin, 'postgres'), args, { ...owner, cwd: directory });
  const isReady = (): Promise<boolean> => answersQueries(`postgres://postgres@127.0.0.1:${port}/postgres`);
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  // SIGQUIT is its "immediate": no checkpoint, the next start recovers from the log.
  return started(child, { port, stopBy: 'SIGQUIT', isReady, remove });
}

interface Way {
  readonly port: number;
  readonly stopBy: NodeJS.Signals;
  readonly isReady: () => Promise<boolean>;
  readonly remove: () => Promise<void>;
}

async function started(child: ReturnType<typeof createChild>, way: Way): Promise<Service> {
  const start = async (): Promise<void> => {
    child.start();
    for (let tries = 0; tries < READY_TRIES; tries += 1) {
      if (await way.isReady()) return;
      await passed(READY_EVERY_MS);
    }
    throw new Error('A service does not start');
  };
  await start();
  const resume = (): void => child.signalAll('SIGCONT');
  return {
    port: way.port,
    start,
    stop: () => child.end(way.stopBy),
    pause: () => child.signalAll('SIGSTOP'),
    resume,
    async [Symbol.asyncDispose]() {
      resume();
      await child.end(way.stopBy);
      await way.remove();
    },
  };
}

async function answersQueries(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, program)));
}

async function postgresFolder(): Promise<string | null> {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const versions = (await readdir(root)).toSorted((a, b) => Number(b) - Number(a));
  const folders = versions.map((version) => join(root, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

const idOf = (flag: '-u' | '-g'): number => Number(execFileSync('id', [flag, 'postgres']).toString());
