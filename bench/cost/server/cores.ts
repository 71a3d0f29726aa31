import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const cores = availableParallelism();
const canPin = cores > 1 && spawnSync('taskset', ['-p', String(process.pid)]).status === 0;

/** How servers and load share the machine, for the report. */
export const CORES = canPin
  ? 'servers on core 0, load on the others'
  : 'servers and load share all cores: there is no `taskset`, or one core';

/** Moves this process, which makes the load, off the servers' core. */
export function pinLoad(): void {
  if (canPin) spawnSync('taskset', ['-apc', `1-${cores - 1}`, String(process.pid)]);
}

/** The command that runs a server on its core. */
export const onServerCore = (command: readonly string[]): readonly string[] =>
  canPin ? ['taskset', '-c', '0', ...command] : command;
