import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createCalls } from '../../adapters/node/channel.ts';
import type { Answer } from '../../adapters/node/channel.ts';

export type Carrier = 'redis pub/sub' | 'redis sharded' | 'postgres';

export interface NodeSettings {
  readonly carrier: Carrier;
  readonly url: string;
  /** Of the channels, where the carrier has names. */
  readonly prefix: string;
  /** The room that every client of this node is in. */
  readonly memberOf: string;
}

/** What a node is asked; times in milliseconds, CPU in microseconds. */
export interface BusRemote {
  /** Resolves, with the time that it took, when the carrier has taken all of it. */
  publish(what: { readonly count: number; readonly rooms: readonly string[] }): Promise<number>;
  /** Tells the other nodes, behind everything that was published. */
  mark(value: number): Promise<void>;
  /** The newest mark that was heard. */
  marked(): Promise<number>;
  cpu(): Promise<number>;
}

export interface BusNode extends BusRemote, Disposable {
  /** Host and port. */
  readonly address: string;
}

export async function startBusNode(settings: NodeSettings): Promise<BusNode> {
  const child = fork(fileURLToPath(new URL('bus-node.ts', import.meta.url)), [JSON.stringify(settings)], {
    execArgv: ['--conditions=roomkey-source', '--import=tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const address = await new Promise<string>((resolve, reject) => {
    child.on('message', (answer: Answer) => answer.address !== undefined && resolve(answer.address));
    child.once('exit', () => reject(new Error('A node of the bus ended')));
  });
  const call = createCalls({
    child,
    send: (message) => void child.send(message),
    listen: (listener) => void child.on('message', listener),
  });
  return {
    address,
    publish: async (what) => Number(await call('publish', [what])),
    mark: async (value) => void (await call('mark', [value])),
    marked: async () => Number(await call('marked', [])),
    cpu: async () => Number(await call('cpu', [])),
    [Symbol.dispose]: kill,
  };
}
