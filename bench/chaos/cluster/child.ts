import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const KEPT_LINES = 40;

/** A program that is started and ended again and again. */
export interface Child {
  readonly pid: () => number | undefined;
  readonly start: () => ChildProcess;
  /** Resolves when it has ended; at once when it does not run. */
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
  /** To it and the processes that it has started. */
  readonly signalAll: (signal: NodeJS.Signals) => void;
  /** What it said last each time that it ended without being told to, since this was asked. */
  readonly takeCrashes: () => readonly string[];
}

export function createChild(command: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const crashes: string[] = [];
  let running: ChildProcess | undefined;
  let asked = false;
  process.once('exit', () => running?.kill('SIGKILL'));

  const start = (): ChildProcess => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const said = lastLines(child);
    running = child;
    asked = false;
    child.once('exit', (code, signal) => {
      if (running === child) running = undefined;
      if (!asked) crashes.push(`${code ?? signal}: ${said()}`);
    });
    return child;
  };
  return {
    pid: () => running?.pid,
    start,
    takeCrashes: () => crashes.splice(0),
    async end(signal) {
      const child = running;
      if (child === undefined) return;
      asked = true;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
    signalAll(signal) {
      const pid = running?.pid;
      if (pid === undefined) return;
      for (const each of [pid, ...childrenOf(pid)]) process.kill(each, signal);
    },
  };
}

function lastLines(child: ChildProcess): () => string {
  let lines: string[] = [];
  const keep = (chunk: Buffer): void => {
    lines = [...lines, ...chunk.toString().split('\n')].slice(-KEPT_LINES);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => lines.join('\n');
}

function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.trim().split(' ').filter(Boolean).map(Number);
  } catch {
    // Another system than Linux: the parent alone accepts no connection while it is stopped.
    return [];
  }
}
