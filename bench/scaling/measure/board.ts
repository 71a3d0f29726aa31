import { randomBytes } from 'node:crypto';
import { createClient } from 'redis';
import { createNode } from '../../chaos/cluster/app-node.ts';
import type { AppNode } from '../../chaos/cluster/app-node.ts';
import { PUBLIC_URL } from '../../chaos/cluster/cluster.ts';
import { measured } from '../../chaos/cluster/program.ts';
import { startRedis } from '../../chaos/cluster/services.ts';
import { startTogether } from '../../chaos/cluster/start-together.ts';
import type { Use } from '../../chaos/cluster/start-together.ts';
import { openTown } from '../../chaos/load/people.ts';
import type { Town } from '../../chaos/load/people.ts';
import { createBoardDatabase } from '../../cost/server/board.ts';
import { countingWireTo } from './count-database.ts';
import type { DatabaseCounts } from './count-database.ts';
import { backendTimes } from './process-time.ts';
import type { ProcessTimes } from './process-time.ts';

/** What everything has used so far: microseconds of CPU, and counts. */
export interface Used {
  /** The server that is asked. */
  readonly app: number;
  /** Another server, that only hears of it. */
  readonly elsewhere: number;
  readonly database: ProcessTimes;
  readonly answered: DatabaseCounts;
  readonly messages: number;
}

/** Two servers of the app, with a Redis of their own; everybody is on the first. */
export interface MeasuredBoard extends AsyncDisposable {
  readonly url: string;
  readonly databaseUrl: string;
  readonly town: Town;
  readonly used: () => Promise<Used>;
  /** Resident bytes of the first server, after a collection. */
  readonly residentBytes: () => Promise<number>;
}

export const startMeasuredBoard = (): Promise<MeasuredBoard> => startTogether(startParts);

async function startParts(use: Use): Promise<Omit<MeasuredBoard, keyof AsyncDisposable>> {
  const redis = await startRedis();
  const { databaseUrl } = use(await createBoardDatabase());
  if (redis === null || databaseUrl === undefined) throw new Error('Redis and PostgreSQL are needed.');
  use(redis);
  const wire = use(await countingWireTo(Number(new URL(databaseUrl).port || 5432)));
  const secret = randomBytes(32).toString('base64url');
  const counted = new URL(databaseUrl);
  counted.host = `127.0.0.1:${wire.port}`;
  const node = use(await startNode({ name: 'asked', databaseUrl: counted.href, port: redis.port, secret }));
  const other = use(await startNode({ name: 'elsewhere', databaseUrl, port: redis.port, secret }));
  const town = use(openTown({ databaseUrl, secret }));
  const heard = await countMessages(redis.port);
  const name = new URL(databaseUrl).pathname.slice(1);
  return {
    url: `http://127.0.0.1:${node.port}`,
    databaseUrl,
    town,
    used: async () => ({
      answered: wire.counts(),
      messages: heard(),
      app: await cpuOf(node),
      elsewhere: await cpuOf(other),
      database: await backendTimes(town.query, name),
    }),
    residentBytes: async () => (await ask<{ rss: number }>(node, 'memory')).rss,
  };
}

interface NodeOptions {
  readonly name: string;
  readonly databaseUrl: string;
  readonly port: number;
  readonly secret: string;
}

async function startNode({ name, databaseUrl, port, secret }: NodeOptions): Promise<AppNode> {
  const limits = { REQUEST_LIMITS: 'off', CONNECTIONS_PER_ADDRESS: '0' };
  const variables = { PUBLIC_URL, AUTH_SECRET: secret, ...limits };
  const node = await createNode({ name, program: measured, databaseUrl, redisPort: port, variables });
  await node.start();
  return node;
}

/** Of everybody who uses this Redis, which is ours alone; it ends with it. */
async function countMessages(port: number): Promise<() => number> {
  let messages = 0;
  const ear = createClient({ url: `redis://127.0.0.1:${port}`, socket: { reconnectStrategy: false } });
  ear.on('error', () => undefined);
  await ear.connect();
  await ear.pSubscribe('*', () => (messages += 1));
  return () => messages;
}

const cpuOf = async (node: AppNode): Promise<number> => 1_000 * (await ask<number>(node, 'cpu'));

async function ask<Value>(node: AppNode, name: string): Promise<Value> {
  const { value } = (await node.ask({ name, args: [] })) as { readonly value: Value };
  return value;
}
