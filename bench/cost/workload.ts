import type { Issuer } from './application/tokens.ts';
import type { ServerProcess } from './server/process.ts';
import type { Subject } from './subject.ts';

export type Size = 'full' | 'quick';

export interface Metric {
  readonly label: string;
  readonly unit: string;
}

/** One number for each metric: what one part of a round measured. */
export type Part = Readonly<Record<string, number>>;

/** A row that was started and is ready to be measured, again and again. */
export interface Row extends AsyncDisposable {
  readonly server: ServerProcess;
  measure(): Promise<Part>;
}

/** One question asked of several rows. A file each in `workloads/`. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** The row that the others are divided by. */
  readonly baseline: string;
  readonly rows: readonly string[];
  /** Subjects that are no row here, and why. */
  readonly without: Readonly<Record<string, string>>;
  /** Fresh processes each. */
  readonly rounds: number;
  /** Measurements of a row within a round, in turns with the other rows. */
  readonly parts: number;
  start(row: string): Promise<Row>;
}

export interface WorkloadOptions {
  readonly size: Size;
  readonly settled: boolean;
  readonly issuer: Issuer;
}

export type CreateWorkload = (options: WorkloadOptions) => Workload;

/** What a workload needs of a subject that it has started. */
export interface Started {
  readonly subject: Subject;
  readonly server: ServerProcess;
}
