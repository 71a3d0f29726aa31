import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../server/dist/main.js', import.meta.url));
const START_TIMEOUT_MS = 60_000;
/** Where logs are kept to be searched for secrets when the tests are over. */
const LOGS = process.env['BOARD_TEST_LOGS'];

export interface BoardServer {
  readonly url: string;
  /** Ends the process without a word to anybody, as a lost machine does. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, at the same address and with the same data. */
  restart(): Promise<void>;
  /** Ends the process as Ctrl-C does and removes its data. @throws when it did not end cleanly */
  stop(): Promise<void>;
}

/** Runs the built board in its own process, with a database of its own. */
export async function startBoard(settings: Readonly<Record<string, string>> = {}): Promise<BoardServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'board-e2e-'));
  const port = await freePort();
  const variables = { ...settings, PORT: String(port), DATA_DIR: dataDir };
  let server = await run(variables);
  return {
    url: `http://localhost:${port}`,
    kill: async () => void (await end(server, 'SIGKILL')),
    async restart() {
      server = await run(variables);
    },
    async stop() {
      const code = await end(server, 'SIGINT');
      await rm(dataDir, { recursive: true, force: true });
      if (code !== 0) throw new Error(`The board ended with ${String(code)}`);
    },
  };
}

/** Resolves when the board can be asked. */
async function run(variables: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const server = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      AUTH_RATE_LIMIT: '0',
      LOG_LEVEL: LOGS === undefined ? 'warn' : 'trace',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (LOGS !== undefined) server.stdout.pipe(createWriteStream(join(LOGS, `e2e-${server.pid}.log`)));
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The board did not start in time')), START_TIMEOUT_MS);
    server.stdout.on('data', (chunk: Buffer) => {
      if (!chunk.toString().includes('ready')) return;
      clearTimeout(timer);
      resolve();
    });
    server.once('exit', (code) => reject(new Error(`The board ended with ${code} before it was ready`)));
  });
  return server;
}

/** Resolves to its exit code. */
async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const exited = once(server, 'exit');
  server.kill(signal);
  const [code] = await exited;
  return code;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
