import { quantile } from '../../cost/report/statistics.ts';
import type { Environment } from '../../sessions/support/report.ts';
import type { ChaosOptions } from '../options.ts';
import { violations } from './result.ts';
import type { RunResult } from './result.ts';

/** All runs of one fault. */
interface Row {
  readonly fault: string;
  readonly runs: readonly RunResult[];
}

export interface Report extends ChaosOptions, Pick<Environment, 'date' | 'node' | 'machine'> {
  readonly runs: readonly (RunResult & { readonly violations: readonly string[] })[];
}

export function toReport(
  { date, node, machine }: Environment,
  options: ChaosOptions,
  runs: readonly RunResult[],
): Report {
  return {
    date,
    node,
    machine,
    ...options,
    runs: runs.map((run) => ({ ...run, violations: violations(run) })),
  };
}

/** A row for each kind of fault, and under it what did not hold. */
export function toMarkdown({ runs, machine, ...facts }: Report): string {
  const rows = byFault(runs);
  const total: Row = { fault: '**all**', runs };
  const head = [
    'fault',
    'runs',
    'acknowledged',
    'lost',
    'doubled',
    'unanswered',
    'late to revoked',
    'stale counts, comments',
    'back p50 / p95, ms',
    'last refusal, ms',
    'slowest answer, ms',
    'converged, ms',
    'lag of clients p99, ms',
  ];
  const table = [head, head.map(() => '---'), ...[...rows, total].map(cells)];
  const broken = runs.flatMap((run, index) =>
    run.violations.map((words) => `- run ${index + 1}, ${run.fault}: ${words}`),
  );
  return [
    `# Chaos`,
    '',
    `${facts.people} people, ${facts.posts} posts, ${facts.requestsPerSecond} requests a second, ${facts.nodes} servers over ${facts.bus}, seed ${facts.seed}; ${machine.cores} × ${machine.cpu}, Node ${facts.node}, load before the run ${machine.loadBefore}, ${facts.date}. What the columns mean: [bench/README.md](../README.md#chaos).`,
    '',
    ...table.map((row) => `| ${row.join(' | ')} |`),
    '',
    broken.length === 0 ? 'Everything held.' : `What did not hold:\n\n${broken.join('\n')}`,
    '',
  ].join('\n');
}

function byFault(runs: readonly RunResult[]): readonly Row[] {
  const names = [...new Set(runs.map(({ fault }) => fault))];
  return names.map((fault) => ({ fault, runs: runs.filter((run) => run.fault === fault) }));
}

function cells({ fault, runs }: Row): readonly string[] {
  const sum = (pick: (run: RunResult) => number): string =>
    runs.reduce((total, run) => total + pick(run), 0).toLocaleString('en');
  const most = (pick: (run: RunResult) => number): string =>
    Math.round(runs.reduce((greatest, run) => Math.max(greatest, pick(run)), 0)).toLocaleString('en');
  const back = runs.flatMap(({ recoveriesMs }) => recoveriesMs);
  const backAt = (share: number): string => Math.round(quantile(back, share)).toLocaleString('en');
  return [
    fault,
    `${runs.length}`,
    sum(({ acknowledged }) => acknowledged),
    sum(({ lost }) => lost),
    sum(({ doubled, unasked, miscounted }) => doubled + unasked + miscounted),
    sum(({ unanswered }) => unanswered),
    `${sum(({ lateDeliveries }) => lateDeliveries)} of ${sum(({ revoked }) => revoked)}`,
    `${sum(({ staleCounts }) => staleCounts)}, ${sum((run) => run.missingComments + run.strayComments)}`,
    back.length === 0 ? 'nobody was cut' : `${backAt(0.5)} / ${backAt(0.95)}`,
    most(({ lastRefusalMs }) => lastRefusalMs),
    most(({ slowestAnswerMs }) => slowestAnswerMs),
    runs.every(({ convergedMs }) => convergedMs !== null) ? most((run) => run.convergedMs ?? 0) : 'no',
    most(({ ownLagMs }) => ownLagMs),
  ];
}
