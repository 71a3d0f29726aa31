import type { Parts } from './report/result.ts';
import type { Part, Row, Workload } from './workload.ts';

export interface Measurements {
  readonly parts: Parts;
  /** Rounds that there was time for. */
  readonly rounds: number;
}

/** Runs the rounds of a workload; what comes after the first part of the first round only while it is not late. */
export async function measureWorkload(workload: Workload, deadline: number): Promise<Measurements> {
  const parts = new Map<string, Part[]>(workload.rows.map((row) => [row, []]));
  const isLate = (): boolean => Date.now() >= deadline;
  let rounds = 0;
  while (rounds < workload.rounds && !(rounds > 0 && isLate())) {
    await measureRound(workload, parts, { round: rounds, isLate });
    rounds += 1;
  }
  return { parts, rounds };
}

interface RoundOptions {
  readonly round: number;
  readonly isLate: () => boolean;
}

/** Every row in a fresh process; part by part all of them in turns, so that what else the machine does falls on all. */
async function measureRound(
  workload: Workload,
  parts: Map<string, Part[]>,
  { round, isLate }: RoundOptions,
): Promise<void> {
  const rows: (readonly [string, Row])[] = [];
  try {
    for (const name of workload.rows) rows.push([name, await workload.start(name)]);
    for (let part = 0; part < workload.parts && !(part > 0 && isLate()); part += 1) {
      const first = (round + part) % rows.length;
      for (const [name, row] of [...rows.slice(first), ...rows.slice(0, first)]) {
        parts.get(name)?.push(await row.measure());
      }
    }
  } finally {
    await Promise.all(rows.map(([, row]) => row[Symbol.asyncDispose]()));
  }
}
