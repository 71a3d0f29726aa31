import type { ChildProcess } from 'node:child_process';

const DEADLINE_MS = 12_000;

export interface Answer {
  readonly id?: number;
  readonly address?: string;
  readonly value?: unknown;
  readonly error?: string;
}

/** An answer of a worker, by way of its primary. */
export interface Passed {
  readonly worker: number;
  readonly message: Answer;
}

/** A process with a channel, or a worker behind the channel of its primary. */
export interface Channel {
  readonly child: ChildProcess;
  readonly send: (message: object) => void;
  readonly listen: (listener: (answer: Answer) => void) => void;
}

/** Asks many things at once; an answer names its question. */
export function createCalls({
  child,
  send,
  listen,
}: Channel): (name: string, args: unknown) => Promise<unknown> {
  const open = new Map<number, (answer: Answer) => void>();
  let calls = 0;
  listen((answer) => open.get(answer.id ?? -1)?.(answer));
  return (name, args) =>
    new Promise((resolve, reject) => {
      const id = (calls += 1);
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        open.delete(id);
        child.off('exit', onExit);
        act();
      };
      const onExit = (): void => settle(() => reject(new Error('The node has ended')));
      const timer = setTimeout(
        () => settle(() => reject(new Error(`A node is silent: ${name}`))),
        DEADLINE_MS,
      );
      open.set(id, ({ value, error }) =>
        settle(() => (error === undefined ? resolve(value) : reject(new Error(error)))),
      );
      if (hasEnded(child)) return onExit();
      child.on('exit', onExit);
      send({ id, name, args });
    });
}

export const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;
