import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SERVER = join(import.meta.dirname, '../../app/server');
const PUBLIC_URL = 'http://board.test';

/** The app in a process of its own, on an empty database, without limits by address. */
export interface Board extends AsyncDisposable {
  readonly url: string;
  /** Resolves to the status once the answer was read. */
  readonly post: (path: string, body: object) => Promise<number>;
}

export async function startBoard(): Promise<Board> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-logins-'));
  const settings = { PORT: '0', PUBLIC_URL, DATA_DIR: directory, AUTH_RATE_LIMIT: '0', LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, ['--conditions=roomkey-source', '--import=tsx', 'src/main.ts'], {
    cwd: SERVER,
    env: { ...process.env, DATABASE_URL: '', NODE_ENV: 'production', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill());
  const exit = once(child, 'exit');
  const url = await addressIn(createInterface(child.stdout));
  return {
    url,
    async post(path, body) {
      const headers = { 'content-type': 'application/json', origin: PUBLIC_URL };
      const response = await fetch(new URL(`/api/auth/${path}`, url), {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      await response.arrayBuffer();
      return response.status;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await exit;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function addressIn(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const [url] = /http:\/\/localhost:\d+/.exec(line) ?? [];
    if (url !== undefined) return url.replace('localhost', '127.0.0.1');
  }
  throw new Error('The board did not start');
}
