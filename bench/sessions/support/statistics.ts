import { ROOMKEY } from '../scenario.ts';
import type { Metric, Samples, Scenario } from '../scenario.ts';

export interface Distribution {
  readonly median: number;
  readonly p99: number;
  readonly max: number;
  readonly samples: number;
  /** The smallest and the greatest median of a round. */
  readonly roundMedians: readonly [number, number];
}

/** One metric of Roomkey beside the same metric of one control. */
export interface Comparison extends Metric {
  readonly scenario: string;
  readonly control: string;
  /** Roomkey's median divided by the control's, round by round: the median of them, least and greatest. */
  readonly ratio: { readonly median: number; readonly range: readonly [number, number] };
  readonly roomkey: Distribution;
  readonly controlled: Distribution;
}

export type Rounds = Readonly<Record<string, readonly Samples[]>>;

export function compare(scenario: Scenario, rounds: Rounds): readonly Comparison[] {
  return Object.entries(scenario.metrics).flatMap(([name, metric]) =>
    Object.entries(scenario.controls).map(([variant, control]) => {
      const [ours, theirs] = [samplesOf(rounds, ROOMKEY, name), samplesOf(rounds, variant, name)];
      const ratios = ours.map((samples, round) => median(samples) / median(theirs[round] ?? []));
      return {
        ...metric,
        scenario: scenario.name,
        control,
        ratio: { median: median(ratios), range: rangeOf(ratios) },
        roomkey: distribution(ours),
        controlled: distribution(theirs),
      };
    }),
  );
}

const samplesOf = (rounds: Rounds, variant: string, metric: string): readonly (readonly number[])[] =>
  (rounds[variant] ?? []).map((samples) => samples[metric] ?? []);

function distribution(rounds: readonly (readonly number[])[]): Distribution {
  const all = rounds.flat();
  return {
    median: median(all),
    p99: quantile(all, 0.99),
    max: quantile(all, 1),
    samples: all.length,
    roundMedians: rangeOf(rounds.map(median)),
  };
}

function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** The smallest value that at least this share of the values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = ascending(values);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

const ascending = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

const rangeOf = (values: readonly number[]): readonly [number, number] => [
  quantile(values, 0),
  quantile(values, 1),
];
