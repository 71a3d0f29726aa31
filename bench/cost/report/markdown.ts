import type { Environment } from '../../sessions/support/report.ts';
import { ALL_SUBJECTS } from '../subjects/catalogue.ts';
import type { Measured, Result } from './result.ts';

export interface Run extends Environment {
  readonly cores: string;
  readonly database: string;
  readonly results: readonly Result[];
}

const BUSY =
  '**The machine was busy with other things.** Ratios of this run are a first impression, and latencies are none.';

/** The report that people read. */
export function markdown(run: Run): string {
  return `${[heading(run), ...run.results.map(section), subjects()].join('\n\n')}\n`;
}

function heading({ date, machine, node, packages, cores, database }: Run): string {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    '# What a unit of work costs',
    'A cell is the lower quartile over all parts / their median, and in bold the lower quartile divided by that of ' +
      'the first row of the table. Lower is better. [The README](../README.md) says what each number means and ' +
      'what it does not: compare nothing with it that was not in the same run.',
    `${date.slice(0, 10)} · ${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, ${machine.os} · Node ${node} · ` +
      `load before the run ${machine.loadBefore} · ${cores} · the board on ${database}`,
    versions.join(' · '),
    ...(machine.loadBefore > machine.cores / 2 ? [BUSY] : []),
  ].join('\n\n');
}

function section({ title, metrics, baseline, rounds, rows, without }: Result): string {
  const names = Object.keys(metrics);
  const head = [
    '',
    ...Object.values(metrics).map(({ label, unit }) => (unit ? `${label} (${unit})` : label)),
  ];
  const ordered = Object.entries(rows).toSorted(
    ([a], [b]) => Number(b === baseline) - Number(a === baseline),
  );
  const body = ordered.map(([row, cells]) => [row, ...names.map((name) => cell(cells[name]))]);
  const absent = Object.entries(without).map(([row, why]) => [
    row,
    `n/a: ${why}`,
    ...names.slice(1).map(() => ''),
  ]);
  const parts = Object.values(rows)[0]?.[names[0] ?? '']?.parts ?? 0;
  const table = [head, head.map(() => '---'), ...body, ...absent].map((line) => `| ${line.join(' | ')} |`);
  return `## ${title}\n\n${table.join('\n')}\n\n${counted(parts, 'part')} in ${counted(rounds, 'round')}.`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function cell(measured: Measured | undefined): string {
  if (measured === undefined) return '';
  const { lowerQuartile, median, ratio } = measured;
  const values = `${figure(lowerQuartile)} / ${figure(median)}`;
  return ratio === null ? values : `${values} · **${ratio.toFixed(2)}**`;
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

const subjects = (): string =>
  ['## Who was measured', ...ALL_SUBJECTS.map(({ name, does }) => `- **${name}**: ${does}`)]
    .join('\n')
    .replace('\n', '\n\n');
