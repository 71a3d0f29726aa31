import { monotonicMs } from '../sessions/support/measure.ts';
import type { Lag } from './lag.ts';
import { closeCrowd, openCrowd } from './load/crowd.ts';
import type { Person } from './load/crowd.ts';
import { carryOutAll, tryAgain } from './measure.ts';
import type { Outcome } from './measure.ts';
import { OPERATIONS } from './setup.ts';
import type { Outage, State } from './setup.ts';
import type { Stage } from './stage.ts';

/** What one state of one bus has shown. */
export interface Phase {
  readonly bus: Stage['bus'];
  readonly state: State;
  readonly outcomes: readonly Outcome[];
  /** Sessions whose connections were made when the bus was gone already. */
  readonly newcomers: readonly Outcome[];
  /** What became of handshakes with revoked tokens while the bus was still as it was. */
  readonly attempts: readonly (string | null)[];
  /** Milliseconds from the end of the outage until every server answered every other. */
  readonly mendedAfter: number | null;
  readonly slowestLookUp: number;
  readonly lag: { readonly clients: number; readonly servers: number };
}

const UP = { count: 300, everyMs: 17, patienceMs: 8_000 };
const QUICK = { ...UP, count: 60 };
const DURING = { count: 60, newcomers: 10, everyMs: 42, patienceMs: 8_000 };
/** Sessions that try again with the token that was revoked. */
const AGAIN = 20;

/** Half of the sessions are revoked, the other half loses the right to be in the room. */
export async function measureUp(stage: Stage, lag: Lag, isQuick: boolean): Promise<Phase> {
  const size = isQuick ? QUICK : UP;
  await stage.connected();
  const crowds = await openCrowds(stage, 'up', size.count);
  await takeSeen(stage, lag);
  const outcomes = await carryOutAll(stage, inTurns(crowds), size);
  const attempts = await tryAgain(stage, inTurns(crowds).slice(0, 2 * AGAIN));
  closeCrowd(crowds.flat());
  const seen = await takeSeen(stage, lag);
  return { bus: stage.bus, state: 'up', outcomes, newcomers: [], attempts, mendedAfter: null, ...seen };
}

/** The same without the bus, also for whoever connects meanwhile. */
export async function measureOutage(stage: Stage, state: Outage, lag: Lag): Promise<Phase> {
  const { bus } = stage;
  await stage.connected();
  const before = inTurns(await openCrowds(stage, state, DURING.count));
  await takeSeen(stage, lag);
  await begin(stage, state);
  const late = inTurns(await openCrowds(stage, `${state}-late`, DURING.newcomers));
  const isLate = new Set(late);
  const all = await carryOutAll(stage, [...late, ...before], DURING);
  const attempts = await tryAgain(stage, late);
  const mendedAt = monotonicMs();
  await end(stage, state);
  await stage.connected();
  const mendedAfter = monotonicMs() - mendedAt;
  closeCrowd([...before, ...late]);
  const outcomes = all.filter(({ person }) => !isLate.has(person));
  const newcomers = all.filter(({ person }) => isLate.has(person));
  return { bus, state, outcomes, newcomers, attempts, mendedAfter, ...(await takeSeen(stage, lag)) };
}

async function begin({ proxies }: Stage, outage: Outage): Promise<void> {
  if (outage === 'stopped') await Promise.all(proxies.map((proxy) => proxy.stop()));
  else for (const proxy of hungIn(proxies, outage)) proxy.hang();
}

async function end({ proxies }: Stage, outage: Outage): Promise<void> {
  if (outage === 'stopped') await Promise.all(proxies.map((proxy) => proxy.start()));
  else for (const proxy of hungIn(proxies, outage)) proxy.resume();
}

const hungIn = (proxies: Stage['proxies'], outage: Outage): Stage['proxies'] =>
  outage === 'hung' ? proxies : proxies.slice(-1);

const openCrowds = async (
  stage: Stage,
  name: string,
  count: number,
): Promise<readonly (readonly Person[])[]> => {
  const crowds: (readonly Person[])[] = [];
  for (const operation of OPERATIONS) crowds.push(await openCrowd(stage, { name, count, operation }));
  return crowds;
};

const inTurns = ([first = [], second = []]: readonly (readonly Person[])[]): readonly Person[] =>
  first.flatMap((person, index) => [person, ...second.slice(index, index + 1)]);

async function takeSeen({ servers }: Stage, lag: Lag): Promise<Pick<Phase, 'lag' | 'slowestLookUp'>> {
  const seen = await Promise.all(servers.map((server) => server.call('takeSeen')));
  return {
    slowestLookUp: Math.max(...seen.map(({ slowestLookUp }) => slowestLookUp)),
    lag: { clients: lag.take(), servers: Math.max(...seen.map((each) => each.lag)) },
  };
}
