import type { Carried, Wanted } from './load.ts';
import { trendOf } from './trend.ts';
import type { Trend } from './trend.ts';
import type { Sample } from './sample.ts';

/** The first quarter warms up: code is compiled, pools and tables fill. */
const WARM_UP = 0.25;

/** Those that a server opened for itself and keeps for a while, as to its database. */
const KEPT_RESOURCES = 20;

export const MEASURES = [
  'heapMb',
  'rssMb',
  'resources',
  'timers',
  'connections',
  'rooms',
  'lagP99Ms',
] as const;
type Measure = (typeof MEASURES)[number];

/** What must not grow; the resident set is what the system gave and depends on it, a lag on the machine. */
const JUDGED: readonly Measure[] = ['heapMb', 'resources', 'timers', 'connections', 'rooms'];

export interface NodeTrends {
  readonly node: string;
  /** When nobody had come. */
  readonly before: Sample;
  readonly samples: readonly Sample[];
  /** When everybody had left. */
  readonly afterwards: Sample;
  readonly trends: Readonly<Record<Measure, Trend>>;
}

export const warm = (samples: readonly Sample[]): readonly Sample[] =>
  samples.slice(Math.floor(samples.length * WARM_UP));

export function trendsOf({ samples, ...rest }: Omit<NodeTrends, 'trends'>): NodeTrends {
  const trendOfMeasure = (measure: Measure): Trend =>
    trendOf(warm(samples).map((sample) => [sample.atMs, sample[measure]] as const));
  const entries = MEASURES.map((measure) => [measure, trendOfMeasure(measure)] as const);
  return { ...rest, samples, trends: Object.fromEntries(entries) as Record<Measure, Trend> };
}

export const isFlat = (node: NodeTrends): boolean =>
  JUDGED.every((measure) => node.trends[measure].flat) && isEmpty(node);

/** Whoever has left has left nothing open. */
const isEmpty = ({ before, afterwards }: NodeTrends): boolean =>
  afterwards.connections === 0 &&
  afterwards.rooms === 0 &&
  afterwards.resources <= before.resources + KEPT_RESOURCES;

export function loadSentence({ connected, requestsPerSecond, isReal }: Carried, wanted: Wanted): string {
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  return (
    `Of ${wanted.pages} pages ${percent(connected.mean)} were connected, ${percent(connected.least)} at worst; ` +
    `${requestsPerSecond.toFixed(0)} requests a second were answered of ${wanted.requestsPerSecond} ` +
    `that were wanted. ${isReal ? 'The load was real.' : '**The load was not what it should be: what is flat proves nothing.**'}`
  );
}

export function toTable(nodes: readonly NodeTrends[]): string {
  const head = [
    'server',
    'measure',
    'before anybody came',
    'first',
    'last',
    'slope a minute',
    '± noise',
    'flat',
    'when all had left',
  ];
  const rows = nodes.flatMap(({ node, before, samples, afterwards, trends }) =>
    MEASURES.map((measure) => {
      const { slope, noise, flat } = trends[measure];
      const [first, last] = [samples[0], samples.at(-1)].map((sample) => sample?.[measure].toFixed(1) ?? '');
      const judged = JUDGED.includes(measure) ? (flat ? 'yes' : '**no**') : 'not judged';
      return [
        node,
        measure,
        before[measure].toFixed(1),
        first,
        last,
        slope.toFixed(3),
        noise.toFixed(3),
        judged,
        afterwards[measure].toFixed(1),
      ];
    }),
  );
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
