import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createCalls, hasEnded } from '../../adapters/node/channel.ts';
import type { Answer, Channel } from '../../adapters/node/channel.ts';
import type { ServerSetup } from '../setup.ts';
import type { Remote } from './remote.ts';

/** A server process. */
export interface ServerHandle extends AsyncDisposable {
  readonly port: number;
  call<Name extends keyof Remote>(
    name: Name,
    ...args: Parameters<Remote[Name]>
  ): Promise<Awaited<ReturnType<Remote[Name]>>>;
}

const MODULE = fileURLToPath(new URL('main.ts', import.meta.url));

export async function startServer(setup: ServerSetup): Promise<ServerHandle> {
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = fork(MODULE, [JSON.stringify(setup)], { env });
  // Each call that is under way listens for the end.
  child.setMaxListeners(0);
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const channel: Channel = {
    child,
    send: (message) => void child.send(message),
    listen: (listener) => void child.on('message', (answer: Answer) => listener(answer)),
  };
  const port = await portOf(child);
  const call = createCalls(channel);
  return {
    port,
    call: (name, ...args) => call(name, args) as Promise<never>,
    async [Symbol.asyncDispose]() {
      if (hasEnded(child)) return;
      const ended = once(child, 'exit');
      kill();
      await ended;
    },
  };
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('A server ended before it listened')));
    child.once('message', ({ address }: Answer) => resolve(Number(address)));
  });
}
