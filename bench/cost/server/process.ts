import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Subject } from '../subject.ts';
import { onServerCore } from './cores.ts';
import type { Answer, Remote } from './remote.ts';

const DEADLINE_MS = 60_000;

/** A server in a process of its own, on the servers' core. One call at a time. */
export interface ServerProcess extends AsyncDisposable {
  /** Host and port. */
  readonly address: string;
  call<Name extends keyof Remote>(
    name: Name,
    ...args: Parameters<Remote[Name]>
  ): Promise<Awaited<ReturnType<Remote[Name]>>>;
}

export async function startSubject(subject: Subject, keySet: string): Promise<ServerProcess> {
  const main = fileURLToPath(new URL('subject-main.js', import.meta.url));
  const child = startNode([main, subject.module, subject.variant ?? '', keySet]);
  child.stdout?.resume();
  return serverProcess(child, String(await nextAnswer(child)));
}

/** A Node process with a channel to this one. */
export function startNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const [command = '', ...rest] = onServerCore([process.execPath, '--expose-gc', ...args]);
  return spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
}

export function serverProcess(child: ChildProcess, address: string): ServerProcess {
  return {
    address,
    call<Name extends keyof Remote>(name: Name, ...args: Parameters<Remote[Name]>) {
      const answer = nextAnswer(child);
      child.send({ name, args });
      return answer as Promise<Awaited<ReturnType<Remote[Name]>>>;
    },
    [Symbol.asyncDispose]: () => stop(child),
  };
}

function nextAnswer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      act();
    };
    const onMessage = (answer: Answer): void =>
      settle(() => ('error' in answer ? reject(new Error(answer.error)) : resolve(answer.value)));
    const onExit = (): void => settle(() => reject(new Error('A server ended')));
    const timer = setTimeout(() => settle(() => reject(new Error('A server is silent'))), DEADLINE_MS);
    child.on('message', onMessage).on('exit', onExit);
  });
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
