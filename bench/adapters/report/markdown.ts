import type { Environment } from '../../sessions/support/report.ts';
import type { Facts, Fate, Recovery } from '../outage/facts.ts';
import type { Outage } from '../outage/outage.ts';
import { SETUPS } from '../setup.ts';
import type { SetupName } from '../setup.ts';
import type { Latency, LoadRow, Rounds } from './load-result.ts';

export interface Run extends Environment {
  readonly rounds: number;
  readonly servers: Readonly<Record<string, string>>;
  readonly load: readonly LoadRow[];
  readonly outages: readonly (Facts & { readonly setup: SetupName; readonly outage: Outage })[];
}

const BUSY =
  '**The machine was busy with other things.** Latencies and CPU of this run are a first impression; what was lost and what ended is not.';

/** The report that people read. */
export function markdown(run: Run): string {
  return `${[heading(run), loadTable(run), outageTable(run), setups()].join('\n\n')}\n`;
}

function heading({ date, machine, node, packages, servers, rounds: count }: Run): string {
  const versions = Object.entries({ ...servers, ...packages }).map(([name, version]) => `${name} ${version}`);
  return [
    "# Socket.IO's adapters",
    '[The README](../README.md#adapters) says what each number means and what it does not: compare nothing with it ' +
      'that was not in the same run.',
    `${date.slice(0, 10)} · ${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, ${machine.os} · Node ${node} · ` +
      `load before the run ${machine.loadBefore} · rounds ${count}`,
    versions.join(' · '),
    ...(machine.loadBefore > machine.cores / 2 ? [BUSY] : []),
  ].join('\n\n');
}

function loadTable({ load }: Run): string {
  const head = [
    'adapter',
    'broadcasts/s',
    'CPU of three nodes, µs',
    'CPU of the bus, µs',
    'other node, ms',
    'same node, ms',
    'serverSideEmit, ms',
  ];
  const rows = load.map((row) => [
    row.setup,
    rounds(row.broadcastsPerSecond),
    rounds(row.nodesCpu),
    rounds(row.busCpu),
    latency(row.remote),
    latency(row.local),
    latency(row.serverSide),
  ]);
  return `## Without an outage\n\n${table([head, ...rows])}`;
}

const rounds = ({ median, range: [least, most], ratio }: Rounds): string =>
  `${figure(median)} (${figure(least)} to ${figure(most)}) · **${ratio.toFixed(2)}**`;

const latency = ({ p50, p99 }: Latency): string => `${figure(p50)} / ${figure(p99)}`;

function outageTable({ outages }: Run): string {
  const head = [
    'adapter',
    'bus',
    'process',
    'CPU',
    'same node meanwhile',
    'other node meanwhile',
    'serverSideEmit meanwhile',
    'works after, lost until then',
  ];
  const rows = outages.map((facts, index) => [
    outages[index - 1]?.setup === facts.setup ? '' : facts.setup,
    facts.outage,
    ending(facts),
    facts.cpuShare === null ? '–' : `${Math.round(100 * facts.cpuShare)}%`,
    ...(['local', 'remote', 'serverSide'] as const).map((way) => fate(facts.meanwhile?.[way])),
    recovery(facts.afterwards?.remote),
  ]);
  return `## With an outage of five seconds\n\n${table([head, ...rows])}`;
}

function ending({ ended, isSilent }: Facts): string {
  const reason = ended.find((words) => words !== null);
  if (reason !== undefined) return `**ends**: ${reason}`;
  return isSilent ? '**frozen**' : 'lives';
}

function fate(of: Fate | undefined): string {
  if (of === undefined) return '–';
  const { sent, arrived, latest, overtaken, twice } = of;
  if (arrived === 0) return `all ${sent} lost`;
  return [
    arrived === sent ? `all ${sent}` : `${arrived} of ${sent}`,
    `up to ${figure(latest ?? NaN)} ms late`,
    ...(overtaken > 0 ? [`${overtaken} overtaken`] : []),
    ...(twice > 0 ? [`${twice} twice`] : []),
  ].join(', ');
}

function recovery(of: Recovery | undefined): string {
  if (of === undefined) return '–';
  return of.worksAfter === null ? `**never**, ${of.lost}` : `${figure(of.worksAfter)} ms, ${of.lost}`;
}

const setups = (): string =>
  ['## What was measured', ...Object.entries(SETUPS).map(([name, { does }]) => `- **${name}**: ${does}`)]
    .join('\n')
    .replace('\n', '\n\n');

const table = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(2)));
}
