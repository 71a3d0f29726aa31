import { trendOf } from './trend.ts';
import type { Trend } from './trend.ts';
import type { Sample } from './sample.ts';

/** The first quarter warms up: code is compiled, pools and tables fill. */
const WARM_UP = 0.25;

export const MEASURES = ['heapMb', 'rssMb', 'resources', 'timers', 'connections', 'lagP99Ms'] as const;
type Measure = (typeof MEASURES)[number];

/** What must not grow; the resident set is what the system gave and depends on it, a lag on the machine. */
const JUDGED: readonly Measure[] = ['heapMb', 'resources', 'timers', 'connections'];

export interface NodeTrends {
  readonly node: string;
  readonly samples: readonly Sample[];
  /** When everybody had left. */
  readonly afterwards: Sample;
  readonly trends: Readonly<Record<Measure, Trend>>;
}

export function trendsOf(node: string, samples: readonly Sample[], afterwards: Sample): NodeTrends {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP));
  const trendOfMeasure = (measure: Measure): Trend =>
    trendOf(warm.map((sample) => [sample.atMs, sample[measure]] as const));
  const entries = MEASURES.map((measure) => [measure, trendOfMeasure(measure)] as const);
  return { node, samples, afterwards, trends: Object.fromEntries(entries) as Record<Measure, Trend> };
}

export const isFlat = ({ trends, afterwards }: NodeTrends): boolean =>
  JUDGED.every((measure) => trends[measure].flat) && afterwards.connections === 0;

export function toTable(nodes: readonly NodeTrends[]): string {
  const head = [
    'server',
    'measure',
    'first',
    'last',
    'slope a minute',
    '± noise',
    'flat',
    'when all had left',
  ];
  const rows = nodes.flatMap(({ node, samples, afterwards, trends }) =>
    MEASURES.map((measure) => {
      const { slope, noise, flat } = trends[measure];
      const [first, last] = [samples[0], samples.at(-1)].map((sample) => sample?.[measure].toFixed(1) ?? '');
      const judged = JUDGED.includes(measure) ? (flat ? 'yes' : '**no**') : 'not judged';
      return [
        node,
        measure,
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
