import { expect, it } from 'vitest';
import { carriedBy } from './load.ts';
import { isFlat, trendsOf } from './report.ts';
import type { Sample } from './sample.ts';
import { trendOf } from './trend.ts';

const MINUTE_MS = 60_000;
const minutes = Array.from({ length: 20 }, (_, minute) => minute);
/** Up and down, and no further. */
const noise = (minute: number): number => ((minute * 7) % 5) - 2;

const sample = (atMs: number, different: Partial<Sample> = {}): Sample => ({
  atMs,
  heapMb: 50,
  rssMb: 150,
  resources: 40,
  timers: 3,
  connections: 0,
  rooms: 0,
  requests: 0,
  lagP99Ms: 10,
  ...different,
});
const busy = (of: (minute: number) => Partial<Sample> = () => ({})): readonly Sample[] =>
  minutes.map((minute) => sample(minute * MINUTE_MS, { connections: 80, rooms: 200, ...of(minute) }));
const soaked = (samples: readonly Sample[], afterwards: Partial<Sample> = {}) =>
  trendsOf({ node: 'a', before: sample(0), samples, afterwards: sample(21 * MINUTE_MS, afterwards) });

it('takes what goes up and down for flat, and what creeps up for growth', () => {
  const points = (slope: number) =>
    minutes.map((minute) => [minute * MINUTE_MS, 50 + noise(minute) + slope * minute] as const);
  expect(trendOf(points(0)).flat).toBe(true);
  expect(trendOf(points(0.5)).flat).toBe(false);
  expect(trendOf(points(0.5)).slope).toBeCloseTo(0.5, 1);
});

it.each(['heapMb', 'resources', 'timers', 'connections', 'rooms'] as const)(
  'finds that %s grow',
  (measure) => {
    expect(isFlat(soaked(busy((minute) => ({ [measure]: 50 + noise(minute) }))))).toBe(true);
    expect(isFlat(soaked(busy((minute) => ({ [measure]: 50 + noise(minute) + minute }))))).toBe(false);
  },
);

it.each([{ connections: 1 }, { rooms: 1 }, { resources: 100 }])('finds what is left behind: %o', (left) => {
  expect(isFlat(soaked(busy()))).toBe(true);
  expect(isFlat(soaked(busy(), left))).toBe(false);
});

it('says whether servers really carried what they should', () => {
  const wanted = { pages: 160, requestsPerSecond: 120 };
  const answering = busy((minute) => ({ requests: 60 * 60 * minute }));
  const carried = carriedBy([answering, answering], wanted);
  expect(carried).toEqual({ connected: { mean: 1, least: 1 }, requestsPerSecond: 120, isReal: true });

  const away = answering.map((each, index) => (index < 10 ? each : { ...each, connections: 5 }));
  expect(carriedBy([answering, away], wanted)).toMatchObject({
    isReal: false,
    connected: { least: 85 / 160 },
  });
  expect(carriedBy([busy(), busy()], wanted)).toMatchObject({ isReal: false, requestsPerSecond: 0 });
});
