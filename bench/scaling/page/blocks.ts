import type { Run as AdaptersRun } from '../../adapters/report/markdown.ts';
import { stormTable } from '../../storm/markdown.ts';
import type { StormResult } from '../../storm/markdown.ts';
import { constantsOf, readCost, readResult, readScaling } from '../model/constants.ts';
import type { Constants, CostResult, ScalingResult } from '../model/constants.ts';
import { DESIGNS, TARGET, useOf } from '../model/design.ts';
import type { DesignName } from '../model/design.ts';
import { LOAD, ratesOf } from '../model/load.ts';
import { breaks, cells, mostConnections, plan } from '../model/plan.ts';
import type { Part } from '../model/plan.ts';
import { sharesOf } from '../model/shares.ts';
import type { SimulationResult } from '../simulate.ts';
import { gigabytes, percent, rough, table, twoDigits, whole } from './format.ts';

/** Everything that docs/scaling.md quotes. */
export interface Results {
  readonly scaling: ScalingResult;
  readonly cost: CostResult;
  readonly simulation: SimulationResult;
  readonly storm: StormResult | undefined;
  readonly adapters: AdaptersRun | undefined;
}

const SIZES = [10_000, 100_000, 1_000_000];
const NAMES = Object.keys(DESIGNS) as readonly DesignName[];

export const readResults = (): Results => ({
  scaling: readScaling(),
  cost: readCost(),
  simulation: readResult('simulation') as SimulationResult,
  storm: readResult('storm') as StormResult | undefined,
  adapters: readResult('adapters') as AdaptersRun | undefined,
});

/** What stands between the marks of the page, by their name. */
export function blocksOf(results: Results): Readonly<Record<string, string>> {
  const constants = constantsOf(results.scaling, results.cost);
  return {
    measured: measured(results.scaling),
    adapters:
      results.adapters === undefined
        ? '_Not measured yet: `npm run bench:adapters`._'
        : adapters(results.adapters),
    actions: actions(results.scaling),
    shares: shares(constants),
    designs: designs(constants),
    breaks: breaksTable(constants),
    hearing: hearing(constants),
    sweep: sweep(constants),
    cells: cellsSentence(constants),
    simulation: simulation(results.simulation),
    storm:
      results.storm === undefined ? '_Not measured yet: `npm run bench:storm`._' : stormTable(results.storm),
  };
}

function measured({ date, machine }: ScalingResult): string {
  const busy = machine.loadBefore > machine.cores / 2 ? ' **The machine was busy: a first impression.**' : '';
  return `Measured on ${date.slice(0, 10)}, ${machine.cores} × ${machine.cpu}, load ${machine.loadBefore} before.${busy}`;
}

function adapters({ load }: AdaptersRun): string {
  const rows = load.map((row) => [
    row.setup,
    whole(row.broadcastsPerSecond.median),
    rough(row.nodesCpu.median),
    rough(row.busCpu.median),
    `${rough(row.remote.p50)} / ${rough(row.remote.p99)}`,
    `${rough(row.local.p50)} / ${rough(row.local.p99)}`,
  ]);
  const head = [
    'adapter',
    'broadcasts/s',
    'CPU of three servers, µs',
    'of the bus, µs',
    'other server, ms',
    'same server, ms',
  ];
  return table(head, rows);
}

function actions({ actions: costs, lookUp }: ScalingResult): string {
  const rows = Object.entries(costs).map(([name, cost]) => [
    name,
    whole(cost.app),
    whole(cost.database),
    cost.transactions.toFixed(1),
    cost.messages.toFixed(1),
  ]);
  const swept = [
    'look-up by the sweep',
    rough(lookUp.app),
    rough(lookUp.database),
    `1 for ${lookUp.together}`,
    '0.0',
  ];
  return table(['action', 'app, µs', 'database, µs', 'transactions', 'on the bus'], [...rows, swept]);
}

function shares(constants: Constants): string {
  const all = sharesOf(LOAD, constants);
  const rows = all.map(({ what, rate, app, database, others }) => [
    what,
    `${rough(rate)}/s`,
    rough(app),
    rough(database),
    rough(others),
  ]);
  const sum = (of: 'app' | 'database' | 'others'): string =>
    rough(all.reduce((total, share) => total + share[of], 0));
  const total = ['**all**', '', sum('app'), sum('database'), sum('others')];
  return table(
    ['one connection', 'how often', 'its server, µs/s', 'database, µs/s', 'each other server, µs/s'],
    [...rows, total],
  );
}

function designs(constants: Constants): string {
  const rows = NAMES.flatMap((design) =>
    SIZES.map((connections) => {
      const { nodes, use, over } = plan({ design, load: LOAD, constants }, connections);
      const isPossible = nodes !== null;
      // Where the database carries messages too, what it does depends on how many hear them.
      const isCertain = isPossible || design !== 'postgres';
      return [
        DESIGNS[design],
        whole(connections),
        isPossible ? whole(nodes) : 'none is enough',
        isPossible ? percent(use.node) : '–',
        isPossible ? gigabytes(use.memory * nodes) : '–',
        isPossible ? twoDigits(use.messages) : '–',
        isPossible ? twoDigits(use.messagesToEach) : '–',
        isCertain && design !== 'embedded' ? rough(use.database) : '–',
        isCertain ? twoDigits(use.transactions) : '–',
        over.join(', ') || '–',
      ];
    }),
  );
  const head = [
    'design',
    'connections',
    'servers',
    'CPU of each',
    'memory of all',
    'on the bus/s',
    'to each server/s',
    'cores of the database',
    'transactions/s',
    'too much for',
  ];
  return table(head, rows);
}

const REMEDY: Readonly<Record<DesignName, Partial<Record<Part, string>>>> = {
  embedded: { servers: 'set `DATABASE_URL`, and `WORKERS` or more servers' },
  postgres: {
    servers: 'Redis, which is cheaper to hear',
    notifications: 'set `REDIS_URL`: commits that notify wait for each other',
    database: 'set `REDIS_URL`, then a larger database, then cells',
  },
  redis: {
    servers: 'cells: more servers of one cluster only hear more',
    Redis: 'cells: it sends every message to every server',
    database: 'a larger database, or cells',
  },
  sharded: {
    servers: 'cells: changes of who is there still reach every server',
    Redis: 'cells',
    database: 'a larger database, or cells',
  },
};

function breaksTable(constants: Constants): string {
  const rows = NAMES.flatMap((design) =>
    breaks({ design, load: LOAD, constants }).map(({ part, connections }) => [
      DESIGNS[design],
      part,
      REMEDY[design][part] ?? '',
      twoDigits(connections),
    ]),
  );
  return table(['design', 'what breaks', 'what to change then', 'bears connections'], rows, 3);
}

function hearing(constants: Constants): string {
  const { wide, narrow, presence } = ratesOf(LOAD);
  const { hear } = constants;
  const most = mostConnections(LOAD, constants);
  return [
    '```',
    `b_wide      ${wide.toFixed(4)}/s   heard for ${hear.redisAll.toFixed(1)} µs    told to three rooms: every server decodes it`,
    `b_narrow    ${narrow.toFixed(4)}/s   heard for ${hear.redisRoom.toFixed(1)} µs    told to one room: dropped by the name of its channel`,
    `b_presence  ${presence.toFixed(4)}/s   heard for ${hear.presence.toFixed(1)} µs    who came and who left, with their names`,
    '',
    `N_max = ${TARGET} s / (b_wide × ${hear.redisAll.toFixed(1)} µs + b_narrow × ${hear.redisRoom.toFixed(1)} µs + b_presence × ${hear.presence.toFixed(1)} µs)`,
    `      = ${twoDigits(most)} connections`,
    '```',
  ].join('\n');
}

function sweep(constants: Constants): string {
  const connections = 100_000;
  const { lookUp } = constants;
  const perSecond = connections / LOAD.sweepSeconds;
  const cores = (perSecond * lookUp.database) / 1e6;
  const app = (perSecond * lookUp.app) / 1e6;
  const { nodes, use } = plan({ design: 'redis', load: LOAD, constants }, connections);
  const quiet = { ...LOAD, views: 0, likes: 0, comments: 0, typing: 0 };
  const calm = useOf({ design: 'redis', load: quiet, constants, connections, nodes: nodes ?? 1 });
  return (
    `At ${whole(connections)} connections the sweep looks up ${whole(perSecond)} sessions a second, in ` +
    `${whole(perSecond / lookUp.together)} queries: ${rough(cores)} cores of the database and ${rough(app)} of all servers together. ` +
    `On the busy board of this page that is ${percent(cores / use.database)} of what the database does; where nobody writes, ` +
    `and people only stay, it is ${percent(cores / calm.database)}.`
  );
}

function cellsSentence(constants: Constants): string {
  const split = cells({ load: LOAD, constants }, 1_000_000);
  return (
    `A million connections are ${whole(split.cells)} cells of ${whole(split.nodesEach)} servers, ${whole(split.cells * split.nodesEach)} in all, ` +
    `with ${twoDigits(split.connectionsEach)} connections each; each cell has a Redis that carries ${twoDigits(split.each.messages)} messages a ` +
    `second (${percent(split.each.redis)} of a core) and a database with ${rough(split.each.database)} cores at work and ` +
    `${twoDigits(split.each.transactions)} transactions a second.`
  );
}

function simulation(result: SimulationResult): string {
  const { utilisation, waitMs, serverDies, everybodyIsCut } = result;
  const rows = [
    ['CPU of a server, by the arithmetic', percent(utilisation.arithmetic)],
    ['simulated, mean of all', percent(utilisation.mean)],
    ['simulated, the busiest in ten seconds', percent(utilisation.busiest)],
    ['a request waits for its turn, p50 / p99', `${rough(waitMs.p50)} / ${rough(waitMs.p99)} ms`],
    ['a server dies: connections that it had', whole(serverDies.connections)],
    ['half of them, all of them are back after', `${rough(serverDies.p50)} s, ${rough(serverDies.all)} s`],
    ['everybody of a cell is cut: connections', whole(everybodyIsCut.connections)],
    [
      'half of them, all of them are back after',
      `${rough(everybodyIsCut.p50)} s, ${rough(everybodyIsCut.all)} s`,
    ],
    ['messages/s on the bus of the cell, calm', whole(everybodyIsCut.messages)],
    [
      'in the fullest second, when one dies / all are cut',
      `${whole(serverDies.peakMessages)} / ${whole(everybodyIsCut.peakMessages)}`,
    ],
  ];
  return table([`${whole(result.nodes)} servers in ${whole(result.cells)} cells`, ''], rows);
}
