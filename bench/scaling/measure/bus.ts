import { randomBytes } from 'node:crypto';
import { setTimeout as passed } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { Pool } from 'pg';
import { createClient } from 'redis';
import { createBoardDatabase } from '../../cost/server/board.ts';
import { startRedis } from '../../chaos/cluster/services.ts';
import { startBusNode } from './bus-remote.ts';
import type { BusNode, Carrier } from './bus-remote.ts';
import { backendTimes, usedSince } from './process-time.ts';

/** Microseconds of CPU for one broadcast. */
export interface BusCost {
  readonly carrier: Carrier;
  /** One room, or the three that the app's state events are for. */
  readonly rooms: 'one' | 'three';
  /** Nodes that hear; one that speaks is added. */
  readonly others: number;
  /** Whether each other node has a member of the room. */
  readonly members: boolean;
  readonly publish: number;
  /** Of one of the others. */
  readonly receive: number;
  /** Of Redis, or of the backends that the nodes are connected to. */
  readonly carrying: number;
  readonly perSecond: number;
}

type Variant = Pick<BusCost, 'carrier' | 'rooms' | 'others' | 'members'>;

const THREE = ['post:p', 'watch:p', 'glance:p'];
const WARM_UP = 1_000;
const PARTS = 3;

/** A few servers of each kind, one that speaks and others that hear, on a Redis and a database of their own. */
export async function measureBuses(count: number): Promise<readonly BusCost[]> {
  await using redis = await startRedis();
  await using database = await createBoardDatabase();
  if (redis === null || database.databaseUrl === undefined)
    throw new Error('Redis and PostgreSQL are needed.');
  const redisUrl = `redis://127.0.0.1:${redis.port}`;
  const meters: Readonly<Record<'redis' | 'postgres', Meter>> = {
    redis: await redisMeter(redisUrl),
    postgres: postgresMeter(database.databaseUrl),
  };
  try {
    const costs: BusCost[] = [];
    for (const variant of VARIANTS) {
      const isPostgres = variant.carrier === 'postgres';
      const url = isPostgres ? database.databaseUrl : redisUrl;
      costs.push(await measureBus(variant, { url, count, meter: meters[isPostgres ? 'postgres' : 'redis'] }));
    }
    return costs;
  } finally {
    for (const meter of Object.values(meters)) await meter.close();
  }
}

const VARIANTS: readonly Variant[] = [
  { carrier: 'redis pub/sub', rooms: 'one', others: 1, members: false },
  { carrier: 'redis pub/sub', rooms: 'three', others: 1, members: false },
  { carrier: 'redis pub/sub', rooms: 'three', others: 3, members: false },
  { carrier: 'redis pub/sub', rooms: 'one', others: 1, members: true },
  { carrier: 'redis sharded', rooms: 'one', others: 1, members: false },
  { carrier: 'postgres', rooms: 'three', others: 1, members: false },
  { carrier: 'postgres', rooms: 'three', others: 3, members: false },
];

interface Options {
  readonly url: string;
  readonly count: number;
  readonly meter: Meter;
}

async function measureBus(variant: Variant, { url, count, meter }: Options): Promise<BusCost> {
  const prefix = `scaling-${randomBytes(4).toString('hex')}`;
  const rooms = variant.rooms === 'one' ? THREE.slice(0, 1) : THREE;
  const memberOf = rooms[0] ?? '';
  const start = (): Promise<BusNode> => startBusNode({ carrier: variant.carrier, url, prefix, memberOf });
  const [speaker, ...others] = await Promise.all(Array.from({ length: 1 + variant.others }, start));
  if (speaker === undefined) throw new Error('There are no nodes');
  const clients = variant.members
    ? others.map(({ address }) => io(`ws://${address}`, { transports: ['websocket'], forceNew: true }))
    : [];
  try {
    await Promise.all(
      clients.map((client) => new Promise((resolve) => client.once('connect', () => resolve(null)))),
    );
    await untilMarked(speaker, others, 1);
    await speaker.publish({ count: WARM_UP, rooms });
    const parts: Omit<BusCost, keyof Variant>[] = [];
    for (let part = 0; part < PARTS; part += 1) {
      await untilMarked(speaker, others, 2 + 2 * part);
      const before = await timesOf(speaker, others, meter);
      const tookMs = await speaker.publish({ count, rooms });
      await untilMarked(speaker, others, 3 + 2 * part);
      const after = await timesOf(speaker, others, meter);
      parts.push({
        publish: (after.speaker - before.speaker) / count,
        receive: (after.others - before.others) / count / others.length,
        carrying: (after.carrier() - before.carrier()) / count,
        perSecond: (1_000 * count) / tookMs,
      });
    }
    return { ...variant, ...least(parts) };
  } finally {
    for (const client of clients) client.disconnect();
    for (const node of [speaker, ...others]) node[Symbol.dispose]();
  }
}

/** Other processes only ever add to a cost. */
function least(parts: readonly Omit<BusCost, keyof Variant>[]): Omit<BusCost, keyof Variant> {
  const best = (of: (part: (typeof parts)[number]) => number): number => Math.min(...parts.map(of));
  return {
    publish: best(({ publish }) => publish),
    receive: best(({ receive }) => receive),
    carrying: best(({ carrying }) => carrying),
    perSecond: Math.max(...parts.map(({ perSecond }) => perSecond)),
  };
}

async function timesOf(speaker: BusNode, others: readonly BusNode[], meter: Meter) {
  const carrier = await meter.used();
  const heard = await Promise.all(others.map((node) => node.cpu()));
  return {
    speaker: await speaker.cpu(),
    others: heard.reduce((sum, time) => sum + time, 0),
    carrier: () => carrier,
  };
}

/** Messages of one node arrive in their order: who has the mark has all before it. */
async function untilMarked(speaker: BusNode, others: readonly BusNode[], value: number): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    await speaker.mark(value);
    const marks = await Promise.all(others.map((node) => node.marked()));
    if (marks.every((mark) => mark === value)) return;
    await passed(25);
  }
  throw new Error('The nodes do not hear each other');
}

interface Meter {
  /** Microseconds so far. */
  readonly used: () => Promise<number>;
  readonly close: () => Promise<unknown> | void;
}

async function redisMeter(url: string): Promise<Meter> {
  const client = await createClient({ url }).connect();
  return {
    async used() {
      const info = await client.info('cpu');
      const field = (name: string): number => Number(new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]);
      return 1e6 * (field('used_cpu_user') + field('used_cpu_sys'));
    },
    close: () => client.destroy(),
  };
}

function postgresMeter(databaseUrl: string): Meter {
  const query = new Pool({ connectionString: databaseUrl, max: 1 });
  const name = new URL(databaseUrl).pathname.slice(1);
  let total = 0;
  let seen: ReadonlyMap<number, number> = new Map();
  return {
    async used() {
      const now = await backendTimes(query, name);
      total += usedSince(seen, now);
      seen = now;
      return total;
    },
    close: () => query.end(),
  };
}
