import { readFile } from 'node:fs/promises';
import type { Pool } from 'pg';

/** Microseconds of CPU that processes have used since `before`; those that are new count whole, those that are gone not. */
export function usedSince(before: ProcessTimes, after: ProcessTimes): number {
  let used = 0;
  for (const [pid, time] of after) used += time - (before.get(pid) ?? 0);
  return used;
}

export type ProcessTimes = ReadonlyMap<number, number>;

/** Of the backends of a database: Linux counts them in nanoseconds. */
export async function backendTimes(query: Pool, database: string): Promise<ProcessTimes> {
  const { rows } = await query.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
    [database],
  );
  const times = await Promise.all(rows.map(async ({ pid }) => [pid, await timeOf(pid)] as const));
  return new Map(times);
}

/** 0 where it cannot be read, as of a process that has just ended. */
async function timeOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '0');
  return Number(text.split(' ', 1)[0]) / 1_000;
}
