import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bus, SetupName } from '../setup.ts';
import { createCalls, hasEnded } from './channel.ts';
import type { Channel, Passed } from './channel.ts';
import type { Remote } from './remote.ts';

const PRIMARY = -1;

/** A server process. */
export interface Node {
  /** Host and port. */
  readonly address: string;
  /** Of a worker of a cluster: its primary's. */
  readonly pid: number | undefined;
  call<Name extends keyof Remote>(
    name: Name,
    ...args: Parameters<Remote[Name]>
  ): Promise<Awaited<ReturnType<Remote[Name]>>>;
  /** What the process wrote before it ended; undefined while it lives. */
  readonly lastWords: () => string | undefined;
}

export interface Nodes extends AsyncDisposable {
  readonly nodes: readonly Node[];
  /** CPU milliseconds of the process that passes messages on; 0 where there is none. */
  readonly primaryCpu: () => Promise<number>;
}

export async function startNodes(setup: SetupName, bus: Bus, count: number): Promise<Nodes> {
  const argument = JSON.stringify({ setup, bus });
  const isCluster = setup === 'node:cluster';
  const primary = isCluster ? start('primary.ts', [String(count), argument]) : undefined;
  const channels = Array.from({ length: count }, (_, index) =>
    primary === undefined ? ownChannel(start('main.ts', [argument])) : channelOf(primary, index),
  );
  const children = new Set(channels.map(({ child }) => child));
  const nodes = await Promise.all(channels.map(openNode));
  const asked = primary && createCalls(channelOf(primary, PRIMARY));
  return {
    nodes,
    primaryCpu: async () => (asked === undefined ? 0 : Number(await asked('cpu', []))),
    [Symbol.asyncDispose]: async () => void (await Promise.all([...children].map(stop))),
  };
}

function start(module: string, args: readonly string[]): ChildProcess {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), [...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  // A node that spins would not notice that nobody is there any more.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

const ownChannel = (child: ChildProcess): Channel => ({
  child,
  send: (message) => void (child.connected && child.send(message, ignore)),
  listen: (listener) => void child.on('message', listener),
});

const channelOf = (child: ChildProcess, worker: number): Channel => ({
  child,
  send: (message) => void child.send({ worker, message }),
  listen: (listener) =>
    void child.on('message', (passed: Passed) => {
      if (passed.worker === worker) listener(passed.message);
    }),
});

async function openNode(channel: Channel): Promise<Node> {
  let written = '';
  channel.child.stderr?.on(
    'data',
    (data: Buffer) => (written = (written + data.toString()).slice(0, 20_000)),
  );
  const address = await new Promise<string>((resolve, reject) => {
    channel.listen((answer) => answer.address !== undefined && resolve(answer.address));
    channel.child.once('exit', () => reject(new Error(`A node ended: ${written}`)));
  });
  const call = createCalls(channel);
  return {
    address,
    pid: channel.child.pid,
    call: (name, ...args) => call(name, args) as Promise<never>,
    lastWords: () => (hasEnded(channel.child) ? written : undefined),
  };
}

function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    // A primary ends its workers when the channel closes; the others need not be asked.
    if (child.spawnargs.some((argument) => argument.endsWith('primary.ts'))) child.disconnect();
    else child.kill('SIGKILL');
  });
}

const ignore = (): void => undefined;
