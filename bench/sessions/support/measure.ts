import { setTimeout } from 'node:timers/promises';

/** Milliseconds of a clock that all processes of a machine share, finer than `Date.now`. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** User and system time that this process has used, in milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export interface Memory {
  readonly heap: number;
  readonly rss: number;
}

/** Bytes that stay after collection. Needs `--expose-gc`. */
export async function settledMemory(): Promise<Memory> {
  if (globalThis.gc === undefined) throw new Error('Start it with --expose-gc.');
  for (let pass = 0; pass < 4; pass += 1) {
    // Finalizers and closed handles are let go between the passes.
    await setTimeout(50);
    globalThis.gc();
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss };
}
