import type { Parts } from './report/result.ts';
import type { Part, Row, Workload } from './workload.ts';

export interface Measurements {
  readonly parts: Parts;
  /** Rounds that there was time for. */
  readonly rounds: number;
}

/** Runs the rounds of a workload; after the first one only as long as it is not late. */
export async function measureWorkload(workload: Workload, deadline: number): Promise<Measurements> {
  const parts = new Map<string, Part[]>(workload.rows.map((row) => [row, []]));
  let rounds = 0;
  while (rounds < workload.rounds && (rounds === 0 || Date.now() < deadline)) {
    await measureRound(workload, parts, rounds);
    rounds += 1;
  }
  return { parts, rounds };
}

/** Every row in a fresh process; part by part all of them in turns, so that what else the machine does falls on all. */
async function measureRound(workload: Workload, parts: Map<string, Part[]>, round: number): Promise<void> {
  const rows: (readonly [string, Row])[] = [];
  try {
    for (const name of workload.rows) rows.push([name, await workload.start(name)]);
    for (let part = 0; part < workload.parts; part += 1) {
      const first = (round + part) % rows.length;
      for (const [name, row] of [...rows.slice(first), ...rows.slice(0, first)]) {
        parts.get(name)?.push(await row.measure());
      }
    }
  } finally {
    await Promise.all(rows.map(([, row]) => row[Symbol.asyncDispose]()));
  }
}
