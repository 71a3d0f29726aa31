import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const DEADLINE_MS = 60_000;

/** A child process that answers one message at a time. It ends with its handle, and with its parent. */
export interface Child extends AsyncDisposable {
  /** The next message of the child. @throws when it ends first, or says nothing in time */
  next(): Promise<unknown>;
  send(message: object): void;
}

/** Starts a module of the benchmark in a process of its own, with a collector that can be called. */
export function startChild(module: string, args: readonly string[] = []): Child {
  const path = fileURLToPath(new URL(`../${module}`, import.meta.url));
  const child = fork(path, [...args], {
    execArgv: [...process.execArgv, '--expose-gc'],
    serialization: 'advanced',
  });
  return {
    next: () => nextMessage(child, module),
    send: (message) => void child.send(message),
    [Symbol.asyncDispose]: () => stop(child),
  };
}

function nextMessage(child: ChildProcess, module: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      act();
    };
    const onMessage = (message: unknown): void => settle(() => resolve(message));
    const onExit = (): void => settle(() => reject(new Error(`${module} ended`)));
    const timer = setTimeout(
      () => settle(() => reject(new Error(`${module} is silent for ${DEADLINE_MS} ms`))),
      DEADLINE_MS,
    );
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
