import type { Metric, Part, Workload } from '../workload.ts';
import { distribution } from './statistics.ts';
import type { Distribution } from './statistics.ts';

export interface Measured extends Distribution {
  /** Lower quartile divided by the baseline's in the same run; null for the baseline, or where that is 0. */
  readonly ratio: number | null;
}

export interface Result {
  readonly name: string;
  readonly title: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly baseline: string;
  readonly rounds: number;
  readonly rows: Readonly<Record<string, Readonly<Record<string, Measured>>>>;
  readonly without: Readonly<Record<string, string>>;
}

/** The parts that were measured of each row. */
export type Parts = ReadonlyMap<string, readonly Part[]>;

export function resultOf(workload: Workload, parts: Parts, rounds: number): Result {
  const { name, title, metrics, baseline, rows, without } = workload;
  const cell = (row: string, metric: string): Distribution =>
    distribution((parts.get(row) ?? []).map((part) => part[metric] ?? NaN));
  const measured = (row: string, metric: string): Measured => {
    const own = cell(row, metric);
    const base = cell(baseline, metric).lowerQuartile;
    return { ...own, ratio: row === baseline || base === 0 ? null : own.lowerQuartile / base };
  };
  const ofRow = (row: string): [string, Record<string, Measured>] => [
    row,
    Object.fromEntries(Object.keys(metrics).map((metric) => [metric, measured(row, metric)])),
  ];
  return { name, title, metrics, baseline, rounds, rows: Object.fromEntries(rows.map(ofRow)), without };
}
