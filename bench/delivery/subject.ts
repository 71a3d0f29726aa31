import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface Reading {
  /** User and system time of the server's process, in milliseconds. */
  readonly cpu: number;
  /** Bytes in use after collection. */
  readonly heap: number;
  readonly connections: number;
}

/** A server under test, in a process of its own. */
export interface Subject extends AsyncDisposable {
  readonly port: number;
  read(): Promise<Reading>;
  /** Resolves once nobody is connected any more. */
  empty(): Promise<void>;
}

/** With `PROFILES` set to a folder, what the process spent its time on is written there. */
export async function startSubject(variant: string): Promise<Subject> {
  const folder = process.env['PROFILES'];
  const profiling = folder === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', folder];
  const child = fork(fileURLToPath(new URL('server.ts', import.meta.url)), [variant], {
    execArgv: [...process.execArgv, '--expose-gc', ...profiling],
  });
  const [port] = (await once(child, 'message')) as [number];
  const read = async (): Promise<Reading> => {
    child.send('read');
    const [reading] = (await once(child, 'message')) as [Reading];
    return reading;
  };
  return {
    port,
    read,
    async empty() {
      while ((await read()).connections > 0) await delay(20);
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
