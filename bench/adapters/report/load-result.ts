import { quantile } from '../../cost/report/statistics.ts';
import type { LoadRound } from '../load/measure.ts';
import type { SetupName } from '../setup.ts';

/** The median of the rounds, the least and the greatest, and the median of the ratios to the first row, round by round. */
export interface Rounds {
  readonly median: number;
  readonly range: readonly [number, number];
  readonly ratio: number;
}

/** Milliseconds, of all messages of all rounds together. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly samples: number;
}

export interface LoadRow {
  readonly setup: SetupName;
  readonly broadcastsPerSecond: Rounds;
  readonly nodesCpu: Rounds;
  readonly busCpu: Rounds;
  readonly remote: Latency;
  readonly local: Latency;
  readonly serverSide: Latency;
}

export function loadResult(measured: ReadonlyMap<SetupName, readonly LoadRound[]>): readonly LoadRow[] {
  const baseline = [...measured.values()][0] ?? [];
  return [...measured].map(([setup, rounds]) => {
    const total = (of: (round: LoadRound) => number): Rounds => roundsOf(rounds.map(of), baseline.map(of));
    return {
      setup,
      broadcastsPerSecond: total((round) => round.broadcastsPerSecond),
      nodesCpu: total((round) => round.nodesCpu),
      busCpu: total((round) => round.busCpu),
      remote: latencyOf(rounds.flatMap(({ remote }) => remote)),
      local: latencyOf(rounds.flatMap(({ local }) => local)),
      serverSide: latencyOf(rounds.flatMap(({ serverSide }) => serverSide)),
    };
  });
}

function roundsOf(values: readonly number[], baseline: readonly number[]): Rounds {
  const ratios = values.map((value, round) => value / (baseline[round] ?? NaN));
  return {
    median: quantile(values, 0.5),
    range: [quantile(values, 0), quantile(values, 1)],
    ratio: quantile(ratios, 0.5),
  };
}

const latencyOf = (values: readonly number[]): Latency => ({
  p50: quantile(values, 0.5),
  p99: quantile(values, 0.99),
  samples: values.length,
});
