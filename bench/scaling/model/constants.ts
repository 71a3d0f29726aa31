import { existsSync, readFileSync } from 'node:fs';
import type { ActionName, BoardCosts } from '../measure/actions.ts';
import type { BusCost } from '../measure/bus.ts';
import type { LookUpCost } from '../measure/look-up.ts';

const RESULTS = new URL('../../results/', import.meta.url);

/** Measured; microseconds of CPU for one, unless it says otherwise. */
export interface Constants {
  /** Of the app's process. */
  readonly app: Readonly<Record<ActionName, number>>;
  /** Of the database's backends. */
  readonly database: Readonly<Record<ActionName, number>>;
  readonly transactions: Readonly<Record<ActionName, number>>;
  /** To write one event to one member. */
  readonly delivery: number;
  /** One frame in and one out. */
  readonly ping: number;
  readonly lookUp: LookUpCost;
  /** To hear of what concerns nobody here. */
  readonly hear: Readonly<Record<'redisRoom' | 'redisAll' | 'sharded' | 'postgres' | 'presence', number>>;
  /** Of Redis: for a message, and for each server that hears it. */
  readonly redis: Carrying;
  /** Of PostgreSQL's backends: for a notification, and for each server that hears it. */
  readonly notify: Carrying;
  /** Notifications a second through PostgreSQL, whose commits wait for each other. */
  readonly notifiesPerSecond: number;
  /** Resident bytes of a connection, and of a server without any. */
  readonly connectionBytes: number;
  readonly serverBytes: number;
}

export interface Carrying {
  readonly message: number;
  readonly hearer: number;
}

export interface ScalingResult extends BoardCosts {
  readonly date: string;
  readonly machine: { readonly loadBefore: number; readonly cores: number; readonly cpu: string };
  readonly lookUp: LookUpCost;
  readonly buses: readonly BusCost[];
}

export interface CostResult {
  readonly results: readonly {
    readonly name: string;
    readonly rows: Readonly<Record<string, Readonly<Record<string, { readonly lowerQuartile: number }>>>>;
  }[];
}

/** What a benchmark has kept; undefined when it has not run. */
export function readResult(name: string): unknown {
  const file = new URL(`${name}.json`, RESULTS);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

export function readConstants(): Constants {
  return constantsOf(readScaling(), readCost());
}

/** @throws Error when it was not measured */
export const readScaling = (): ScalingResult => present(readResult('scaling') as ScalingResult | undefined);

/** @throws Error when it was not measured */
export const readCost = (): CostResult => present(readResult('latest') as CostResult | undefined);

function present<Result>(result: Result | undefined): Result {
  if (result === undefined) throw new Error('Run `npm run bench` and `npm run bench:scaling`.');
  return result;
}

export function constantsOf(scaling: ScalingResult, cost: CostResult): Constants {
  const unit = (workload: string, metric: string): number => {
    const row = cost.results.find(({ name }) => name === workload)?.rows['Roomkey'];
    return row?.[metric]?.lowerQuartile ?? NaN;
  };
  const bus = (carrier: BusCost['carrier'], rooms: BusCost['rooms'], others: number): BusCost => {
    const found = scaling.buses.find(
      (one) => one.carrier === carrier && one.rooms === rooms && one.others === others && !one.members,
    );
    if (found === undefined) throw new Error(`Not measured: ${carrier} to ${others}`);
    return found;
  };
  const each = (of: keyof BoardCosts['actions']['join']): Record<ActionName, number> =>
    Object.fromEntries(Object.entries(scaling.actions).map(([name, action]) => [name, action[of]])) as Record<
      ActionName,
      number
    >;
  const wide = bus('redis pub/sub', 'three', 1);
  const [notify, notifyMore] = [bus('postgres', 'three', 1), bus('postgres', 'three', 3)];
  return {
    app: each('app'),
    database: each('database'),
    transactions: each('transactions'),
    delivery: unit('delivery', 'cpu1'),
    ping: unit('request', 'cpu'),
    lookUp: scaling.lookUp,
    hear: {
      redisRoom: bus('redis pub/sub', 'one', 1).receive,
      redisAll: wide.receive,
      sharded: bus('redis sharded', 'one', 1).receive,
      postgres: notify.receive,
      presence: scaling.presence,
    },
    redis: carryingOf(wide, bus('redis pub/sub', 'three', 3)),
    notify: carryingOf(notify, notifyMore),
    notifiesPerSecond: notifyMore.perSecond,
    connectionBytes: unit('memory', 'rss'),
    serverBytes: scaling.residentBytes,
  };
}

/** A line through two measurements: what a message costs, and what each one who hears it adds. */
function carryingOf(few: BusCost, many: BusCost): Carrying {
  const hearer = Math.max(0, (many.carrying - few.carrying) / (many.others - few.others));
  return { message: Math.max(0, few.carrying - hearer * few.others), hearer };
}
