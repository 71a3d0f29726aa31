import { parseArgs } from 'node:util';
import type { Size } from './workload.ts';

export interface Options {
  readonly size: Size;
  /** Names of workloads, or how they begin; all of them when there is none. */
  readonly only: readonly string[];
  /** The workload to profile instead. */
  readonly profile: string | undefined;
  /** Whether servers have seen thousands of handshakes before one is measured; what is kept is of young ones. */
  readonly settled: boolean;
}

/** @throws TypeError for an option that there is not */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      profile: { type: 'string' },
      settled: { type: 'boolean', default: false },
    },
  });
  const { quick, only, profile, settled } = values;
  return { size: quick ? 'quick' : 'full', only, profile, settled };
}
