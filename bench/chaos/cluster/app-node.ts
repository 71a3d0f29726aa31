import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createChild } from './child.ts';
import { freePort } from './free-port.ts';
import { linkTo } from './link.ts';
import type { Link } from './link.ts';
import type { Program } from './program.ts';

const START_MS = 120_000;

/** One server of the app, with wires of its own to what it needs. */
export interface AppNode extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly postgres: Link;
  /** Null where servers speak to each other over PostgreSQL, or not at all. */
  readonly redis: Link | null;
  /** Resolves when it serves. */
  readonly start: () => Promise<void>;
  readonly end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void>;
  readonly pause: () => void;
  readonly resume: () => void;
  /** What it said each time that it ended by itself, since this was asked. */
  readonly takeCrashes: () => readonly string[];
  /** Over the channel of a process whose `program` answers on it. */
  readonly ask: (question: object) => Promise<unknown>;
}

export interface NodeOptions {
  readonly name: string;
  readonly program: Program;
  readonly databaseUrl: string;
  readonly redisPort: number | null;
  readonly variables: Readonly<Record<string, string>>;
}

export async function createNode(options: NodeOptions): Promise<AppNode> {
  const { name, program, redisPort } = options;
  const port = await freePort();
  const databaseUrl = new URL(options.databaseUrl);
  const postgres = await linkTo(Number(databaseUrl.port || 5432));
  const redis = redisPort === null ? null : await linkTo(redisPort);
  databaseUrl.host = `127.0.0.1:${postgres.port}`;
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: `${port}`,
    DATABASE_URL: databaseUrl.href,
    REDIS_URL: redis === null ? '' : `redis://127.0.0.1:${redis.port}`,
    AUTH_RATE_LIMIT: '0',
    TRUST_PROXY: '1',
    LOG_LEVEL: 'warn',
    ...options.variables,
  };
  const stdio: ('ignore' | 'pipe' | 'ipc')[] = ['ignore', 'pipe', 'pipe', 'ipc'];
  const child = createChild(process.execPath, program.args, { cwd: program.cwd, env, stdio });
  let running: ChildProcess | undefined;
  return {
    name,
    port,
    postgres,
    redis,
    takeCrashes: child.takeCrashes,
    async start() {
      running = child.start();
      await isServing(running, name);
    },
    end: (signal) => child.end(signal),
    pause: () => child.signalAll('SIGSTOP'),
    resume: () => child.signalAll('SIGCONT'),
    async ask(question) {
      if (running === undefined) throw new Error(`${name} does not run`);
      running.send(question);
      const [answer]: unknown[] = await once(running, 'message');
      return answer;
    },
    async [Symbol.asyncDispose]() {
      child.signalAll('SIGCONT');
      await child.end('SIGKILL');
      await postgres[Symbol.asyncDispose]();
      await redis?.[Symbol.asyncDispose]();
    },
  };
}

/** Reads without a reader of lines, which would stop the stream when it has what it wanted. */
function isServing(child: ChildProcess, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      child.stdout?.off('data', onData);
      child.off('exit', onExit);
      finish();
    };
    const onData = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('is ready')) settle(resolve);
    };
    const onExit = (): void => settle(() => reject(new Error(`${name} does not start: ${said}`)));
    const timer = setTimeout(onExit, START_MS);
    child.stdout?.on('data', onData);
    child.once('exit', onExit);
  });
}
