import { setTimeout } from 'node:timers/promises';
import { openMember } from '../node/member.ts';
import type { Member } from '../node/member.ts';
import { startNodes } from '../node/node.ts';
import type { Node, Nodes } from '../node/node.ts';
import type { Receipt } from '../node/remote.ts';
import type { Bus, SetupName } from '../setup.ts';
import type { BusCpu, BusMeter } from './bus-cpu.ts';

const NODES = 3;
const MEMBERS_A_NODE = 2;
const TICK_MS = 10;
const TICKS_FOR_MS = 2000;
const FLOOD = { forMs: 1500, window: 32 };
const WARM_UP = { forMs: 700, window: 32 };
const REPORT_EVERY = 8;

/** What one round of a setup has shown. */
export interface LoadRound {
  readonly broadcastsPerSecond: number;
  /** Microseconds of all nodes together, for a broadcast. */
  readonly nodesCpu: number;
  /** Microseconds of the bus itself, for a broadcast. */
  readonly busCpu: number;
  /** Milliseconds until members of another node, of the same node, and another node itself have heard. */
  readonly remote: readonly number[];
  readonly local: readonly number[];
  readonly serverSide: readonly number[];
}

export async function measureLoad(setup: SetupName, bus: Bus, meter: BusMeter): Promise<LoadRound> {
  await using cluster = await startNodes(setup, bus, NODES);
  const members = await openMembers(cluster);
  await untilHeard(cluster.nodes, members);
  const latencies = await measureLatency(cluster.nodes, members);
  await flood(cluster.nodes, members, WARM_UP);
  const cost = await measureFlood(cluster, members, meter.of(setup, cluster, bus.tag));
  for (const member of members.flat()) member.close();
  return { ...latencies, ...cost };
}

/** The members of each node. */
const openMembers = ({ nodes }: Nodes): Promise<readonly (readonly Member[])[]> =>
  Promise.all(
    nodes.map(({ address }) =>
      Promise.all(Array.from({ length: MEMBERS_A_NODE }, () => openMember(address))),
    ),
  );

/** Adapters subscribe without saying when they have: until everybody hears the first node, nothing counts. */
export async function untilHeard(
  [sender, ...others]: readonly Node[],
  members: readonly (readonly Member[])[],
): Promise<void> {
  await sender?.call('startTicks', TICK_MS);
  for (let tries = 0; tries < 1000; tries += 1) {
    const nodes = await Promise.all(others.map((node) => node.call('heard')));
    const heard = [...nodes, ...members.flat().map(({ ticks }) => ticks)];
    if (heard.every(({ length }) => length > 0)) return void (await sender?.call('stopTicks'));
    await setTimeout(TICK_MS);
  }
  throw new Error('The nodes do not hear each other');
}

type Latencies = Pick<LoadRound, 'remote' | 'local' | 'serverSide'>;

async function measureLatency(
  [sender, ...others]: readonly Node[],
  [local = [], ...remote]: readonly (readonly Member[])[],
): Promise<Latencies> {
  const from = (await sender?.call('stopTicks'))?.length ?? 0;
  await sender?.call('startTicks', TICK_MS);
  await setTimeout(TICKS_FOR_MS);
  await sender?.call('stopTicks');
  // Nothing in flight, and nothing to compete with for the processor.
  await setTimeout(200);
  const lateness = (receipts: readonly Receipt[]): readonly number[] =>
    receipts.filter(({ seq }) => seq >= from).map(({ sentAt, at }) => at - sentAt);
  const heard = await Promise.all(others.map((node) => node.call('heard')));
  return {
    local: local.flatMap(({ ticks }) => lateness(ticks)),
    remote: remote.flat().flatMap(({ ticks }) => lateness(ticks)),
    serverSide: heard.flatMap(lateness),
  };
}

type Cost = Pick<LoadRound, 'broadcastsPerSecond' | 'nodesCpu' | 'busCpu'>;

async function measureFlood(
  { nodes }: Nodes,
  members: readonly (readonly Member[])[],
  busCpu: BusCpu,
): Promise<Cost> {
  const cpu = async (): Promise<readonly [number, number]> => {
    const each = await Promise.all(nodes.map((node) => node.call('cpu')));
    return [each.reduce((sum, ms) => sum + ms, 0), await busCpu()];
  };
  const before = await cpu();
  const { broadcasts, durationMs } = await flood(nodes, members, FLOOD);
  const after = await cpu();
  return {
    broadcastsPerSecond: (1000 * broadcasts) / durationMs,
    nodesCpu: (1000 * (after[0] - before[0])) / broadcasts,
    busCpu: (1000 * (after[1] - before[1])) / broadcasts,
  };
}

/** The first member tells its node when all have heard, so that only so many are under way. */
async function flood(
  [sender]: readonly Node[],
  members: readonly (readonly Member[])[],
  options: typeof FLOOD,
): Promise<{ readonly broadcasts: number; readonly durationMs: number }> {
  const all = members.flat();
  const counts = all.map(() => 0);
  let told = 0;
  for (const [index, member] of all.entries()) {
    member.forgetFlood();
    member.onFlood = (count) => {
      counts[index] = count;
      const heardByAll = Math.min(...counts);
      if (heardByAll < told + REPORT_EVERY) return;
      told = heardByAll - (heardByAll % REPORT_EVERY);
      all[0]?.done(told);
    };
  }
  if (sender === undefined) throw new Error('There are no nodes');
  return sender.call('flood', options);
}
