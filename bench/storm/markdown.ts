import type { Environment } from '../sessions/support/report.ts';
import type { Storm } from './run.ts';

export interface StormResult extends Environment {
  readonly servers: number;
  readonly tabsEach: number;
  readonly storms: readonly Storm[];
}

/** The report that people read. */
export function markdown(result: StormResult): string {
  const { date, machine, node, servers, tabsEach } = result;
  return [
    '# Everybody comes back at once',
    `${date.slice(0, 10)} · ${machine.cores} × ${machine.cpu} · Node ${node} · load before the run ${machine.loadBefore} · ` +
      `${servers} servers and all clients on this machine · ${tabsEach} tabs a session`,
    stormTable(result),
    ...result.storms.map(
      ({ name, eachSecond }) => `Back in each second, ${name}: ${eachSecond.map(whole).join(', ')}.`,
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

export function stormTable({ storms }: Pick<StormResult, 'storms'>): string {
  const head = [
    'everybody',
    'clients',
    'half',
    '95 %',
    'the last',
    'not back',
    'tokens',
    'most of a session',
    'transactions',
    'CPU of all servers',
  ];
  const rows = storms.map((storm) => [
    storm.name,
    whole(storm.clients),
    seconds(storm.back.p50),
    seconds(storm.back.p95),
    seconds(storm.back.last),
    whole(storm.notBack),
    whole(storm.tokens),
    whole(storm.mostTokensOfSession),
    whole(storm.transactions),
    seconds(storm.cpuSeconds),
  ]);
  return [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
const whole = (value: number): string => Math.round(value).toLocaleString('en');
