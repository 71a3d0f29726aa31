/** The parts of all rounds of one metric of one row. */
export interface Distribution {
  /** What the machine allows when nothing else disturbs it; the table shows it first. */
  readonly lowerQuartile: number;
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
  readonly parts: number;
}

export function distribution(values: readonly number[]): Distribution {
  return {
    lowerQuartile: quantile(values, 0.25),
    median: quantile(values, 0.5),
    least: quantile(values, 0),
    greatest: quantile(values, 1),
    parts: values.length,
  };
}

/** Between the two nearest values, by their distance. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}
