import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Not where the tests reach it: what depends on it must not come from the request. */
export const PUBLIC_URL = 'http://board.test';

const serverFolder = join(import.meta.dirname, '../../../../../app/server');

/** Without the limits that would answer an attack before what it aims at; tests of limits put them back. */
const fixed = {
  NODE_ENV: 'production',
  PORT: '0',
  PUBLIC_URL,
  DATABASE_URL: '',
  AUTH_RATE_LIMIT: '0',
  CONNECTIONS_PER_ADDRESS: '0',
  CONNECTIONS_PER_USER: '0',
  REQUEST_LIMITS: 'off',
  LOG_LEVEL: 'trace',
};

/** The board in a process of its own, with data of its own: an attack that ends it ends nothing else. */
export interface BoardProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything it has written so far, at the level `trace`. */
  readonly output: () => string;
  readonly isRunning: () => boolean;
  readonly close: () => Promise<void>;
}

export async function startProcess(variables: Readonly<Record<string, string>> = {}): Promise<BoardProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'attacked-board-'));
  const args = ['--conditions=roomkey-source', '--import=tsx', 'src/main.ts'];
  const child = spawn(process.execPath, args, {
    cwd: serverFolder,
    env: { ...process.env, ...fixed, DATA_DIR: directory, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  // Also where a test run ends without its last hooks.
  process.once('exit', () => child.kill());
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    url: await addressIn(child, output),
    pid: child.pid ?? 0,
    output,
    isRunning,
    async close() {
      const exited = isRunning() ? once(child, 'exit') : undefined;
      child.kill();
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Keeps what it writes, and a copy in the folder that `BOARD_TEST_LOGS` names, one file a process. */
function collect(child: Child): () => string {
  const chunks: string[] = [];
  const folder = process.env['BOARD_TEST_LOGS'];
  const file = folder === undefined ? null : createWriteStream(join(folder, `board-${child.pid}.log`));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      chunks.push(chunk);
      file?.write(chunk);
    });
  }
  child.once('close', () => file?.end());
  return () => chunks.join('');
}

async function addressIn(child: Child, output: () => string): Promise<string> {
  while (child.exitCode === null) {
    const url = /http:\/\/localhost:\d+/.exec(output())?.[0];
    if (url !== undefined) return url.replace('localhost', '127.0.0.1');
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  }
  throw new Error(`The board did not start: ${output()}`);
}
