/** What one run of a variant measured: the samples of each metric, a single one where it is a total. */
export type Samples = Readonly<Record<string, readonly number[]>>;

export interface Metric {
  readonly label: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
}

/**
 * One question asked of Roomkey and of its controls, in turns and in the same run, so that whatever else the
 * machine does falls on all of them.
 */
export interface Scenario {
  readonly name: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Compared with Roomkey, by name and what to call it in the table. */
  readonly controls: Readonly<Record<string, string>>;
  readonly rounds: number;
  /** Starts the variant in a process of its own, measures it once and stops it. */
  readonly run: (variant: string) => Promise<Samples>;
}

export type Size = 'full' | 'quick';

/** The variant that every scenario has beside its controls. */
export const ROOMKEY = 'roomkey';
