import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { createBoardDatabase } from '../../cost/server/board.ts';
import { createNode } from './app-node.ts';
import type { AppNode } from './app-node.ts';
import { startBalancer } from './balancer.ts';
import type { Balancer } from './balancer.ts';
import type { Program } from './program.ts';
import { startPostgres, startRedis } from './services.ts';
import type { Service } from './services.ts';
import { startTogether } from './start-together.ts';
import type { Use } from './start-together.ts';

export const PUBLIC_URL = 'http://board.test';

export interface ClusterOptions {
  readonly program: Program;
  readonly nodes: number;
  /** Over what servers speak to each other. */
  readonly bus: 'redis' | 'postgres';
  /** A PostgreSQL of this run alone can be ended; otherwise a database of the one that is there is used. */
  readonly ownPostgres: boolean;
  /** Settings of the app beyond what it needs to run here. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The app on several processes, behind a balancer, with everything that it needs. */
export interface Cluster extends AsyncDisposable {
  readonly nodes: readonly AppNode[];
  readonly balancer: Balancer;
  readonly secret: string;
  /** Around all wires that can fail: what the audit asks is not part of the experiment. */
  readonly databaseUrl: string;
  /** Null when it is not ours to end. */
  readonly postgres: Service | null;
  readonly redis: Service | null;
}

export const startCluster = (options: ClusterOptions): Promise<Cluster> =>
  startTogether((use) => startParts(options, use));

async function startParts(options: ClusterOptions, use: Use): Promise<Omit<Cluster, keyof AsyncDisposable>> {
  const postgres = options.ownPostgres ? await startPostgres() : null;
  const databaseUrl = postgres === null ? await sharedDatabase(use) : await ownDatabase(use(postgres));
  const redis = options.bus === 'redis' ? await startRedis() : null;
  if (redis !== null) use(redis);
  const secret = randomBytes(32).toString('base64url');
  const variables = { PUBLIC_URL, AUTH_SECRET: secret, ...options.variables };
  const redisPort = redis?.port ?? null;
  const nodes: AppNode[] = [];
  for (let index = 1; index <= options.nodes; index += 1) {
    const { program } = options;
    const name = `node-${index}`;
    nodes.push(use(await createNode({ name, program, databaseUrl, redisPort, variables })));
  }
  await Promise.all(nodes.map((node) => node.start()));
  const balancer = use(await startBalancer(nodes.map(({ port }) => port)));
  return { nodes, balancer, secret, databaseUrl, postgres, redis };
}

async function sharedDatabase(use: Use): Promise<string> {
  const { databaseUrl } = use(await createBoardDatabase());
  if (databaseUrl === undefined) throw new Error('PostgreSQL is needed: set TEST_DATABASE_URL.');
  return databaseUrl;
}

async function ownDatabase({ port }: Service): Promise<string> {
  const server = `postgres://postgres@127.0.0.1:${port}`;
  const client = new Client({ connectionString: `${server}/postgres` });
  await client.connect();
  await client.query('create database board');
  await client.end();
  return `${server}/board`;
}
