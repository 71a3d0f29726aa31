/** A line through values over time. */
export interface Trend {
  readonly mean: number;
  /** By minute. */
  readonly slope: number;
  /** How far the slope may be off: twice its standard error. */
  readonly noise: number;
  /** How much the values grew over the whole of the time, by the line. */
  readonly growth: number;
  readonly flat: boolean;
}

const MINUTE_MS = 60_000;
/** Growth that is nobody's leak: tables of the engine fill up for a while. */
const TOLERATED = 0.02;

/** Least squares. Flat: the slope is within its noise, or what it adds up to is next to nothing. */
export function trendOf(points: readonly (readonly [atMs: number, value: number])[]): Trend {
  const minutes = points.map(([atMs, value]) => [atMs / MINUTE_MS, value] as const);
  const meanX = mean(minutes.map(([x]) => x));
  const meanY = mean(minutes.map(([, y]) => y));
  const spread = sum(minutes.map(([x]) => (x - meanX) ** 2));
  const slope = sum(minutes.map(([x, y]) => (x - meanX) * (y - meanY))) / spread;
  const rest = sum(minutes.map(([x, y]) => (y - meanY - slope * (x - meanX)) ** 2));
  const noise = 2 * Math.sqrt(rest / Math.max(1, points.length - 2) / spread);
  const growth = slope * ((minutes.at(-1)?.[0] ?? 0) - (minutes[0]?.[0] ?? 0));
  return { mean: meanY, slope, noise, growth, flat: slope <= noise || growth <= meanY * TOLERATED };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
