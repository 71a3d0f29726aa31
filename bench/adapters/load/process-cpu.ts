import { readFile } from 'node:fs/promises';

/** What Linux counts the time of processes in. */
const TICK_MS = 10;

/** CPU milliseconds of any process of this machine, even one that answers nobody; NaN where it cannot be read. */
export async function processCpu(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is a name in brackets, which may hold spaces; user and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? NaN) + Number(fields[12] ?? NaN)) * TICK_MS;
}
