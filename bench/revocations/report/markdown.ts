import type { Environment } from '../../sessions/support/report.ts';
import type { Phase } from '../phases.ts';
import { BOUNDS } from './rows.ts';
import type { Latency, Row } from './rows.ts';

export interface PhaseFacts extends Pick<
  Phase,
  'bus' | 'state' | 'mendedAfter' | 'slowestLookUp' | 'lag' | 'attempts'
> {
  readonly misses: readonly string[];
}

export interface Result extends Environment {
  readonly seconds: number;
  readonly passes: boolean;
  readonly rows: readonly Row[];
  readonly phases: readonly PhaseFacts[];
}

/** What must hold of a phase besides its latencies. */
export const missesOfPhase = ({ attempts }: Pick<Phase, 'attempts'>): readonly string[] =>
  attempts.every((code) => code === 'session_revoked') ? [] : ['revoked tokens'];

/** The report that people read. */
export function markdown(result: Result): string {
  const { date, machine, node, packages, seconds, passes } = result;
  return `${[
    '# Revocation on three servers',
    '[The README](../README.md#revocations) says what each number means.',
    `${date.slice(0, 10)} · ${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB · Node ${node} · ` +
      `load before the run ${machine.loadBefore} · ${seconds.toFixed(0)} s`,
    Object.entries(packages)
      .map(([name, version]) => `${name} ${version}`)
      .join(' · '),
    passes ? '**Everything held.**' : '**Something did not hold**: see the last column.',
    bounds(),
    rowTable(result.rows),
    phaseTable(result.phases),
  ].join('\n\n')}\n`;
}

const bounds = (): string =>
  [
    `- where it was asked: p99 at most ${BOUNDS.LOCAL_P99_MS} ms, whatever the bus does`,
    `- where the bus reaches: p99 at most ${BOUNDS.REMOTE_P99_MS} ms`,
    `- where it does not: never more than ${BOUNDS.SWEPT_MS} ms, a round of the sweep and a second for its look-ups`,
    `- the receipt: at most ${BOUNDS.RECEIPT_MS} ms; it names those that the bus reaches as done and the others as missing`,
  ].join('\n');

function rowTable(rows: readonly Row[]): string {
  const head = [
    'bus',
    'what',
    'connected',
    'times',
    'where it was asked',
    'where the bus reaches',
    'where it does not',
    'receipt after',
    'receipts with the right names',
    '',
  ];
  const cells = rows.map((row) => [
    `${row.bus}, ${row.state}`,
    row.operation,
    row.connected === 'during' ? 'meanwhile' : 'before',
    String(row.count),
    latency(row.local),
    latency(row.reached),
    latency(row.cutOff),
    latency(row.receipt),
    String(row.right),
    verdict(row.misses),
  ]);
  return `Milliseconds, p50 / p99 / max.\n\n${table([head, ...cells])}`;
}

function phaseTable(phases: readonly PhaseFacts[]): string {
  const head = [
    'bus',
    'revoked tokens refused',
    'slowest look-up',
    'longest halt of clients',
    'of servers',
    'mended after',
    '',
  ];
  const cells = phases.map(({ bus, state, attempts, slowestLookUp, lag, mendedAfter, misses }) => [
    `${bus}, ${state}`,
    `${attempts.filter((code) => code === 'session_revoked').length} of ${attempts.length}`,
    `${figure(slowestLookUp)} ms`,
    `${figure(lag.clients)} ms`,
    `${figure(lag.servers)} ms`,
    mendedAfter === null ? '–' : `${figure(mendedAfter)} ms`,
    verdict(misses),
  ]);
  return table([head, ...cells]);
}

const verdict = (misses: readonly string[]): string =>
  misses.length === 0 ? 'pass' : `**miss**: ${misses.join(', ')}`;

const latency = (of: Latency | null): string =>
  of === null ? '–' : [of.p50, of.p99, of.max].map(figure).join(' / ');

function figure(value: number | null): string {
  if (value === null) return 'never';
  return value >= 10 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}

const table = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
