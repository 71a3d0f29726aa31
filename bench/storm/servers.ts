import { randomBytes } from 'node:crypto';
import { createNode } from '../chaos/cluster/app-node.ts';
import type { AppNode } from '../chaos/cluster/app-node.ts';
import { PUBLIC_URL } from '../chaos/cluster/cluster.ts';
import { measured } from '../chaos/cluster/program.ts';
import { startRedis } from '../chaos/cluster/services.ts';
import { startTogether } from '../chaos/cluster/start-together.ts';
import type { Use } from '../chaos/cluster/start-together.ts';
import { openTown } from '../chaos/load/people.ts';
import type { Town } from '../chaos/load/people.ts';
import { createBoardDatabase } from '../cost/server/board.ts';
import { countingWireTo } from '../scaling/measure/count-database.ts';
import type { DatabaseCounts } from '../scaling/measure/count-database.ts';
import { startFront } from './front.ts';
import type { Front } from './front.ts';

/** Servers of the app behind a front, with a database whose transactions are counted. */
export interface Servers extends AsyncDisposable {
  readonly front: Front;
  readonly town: Town;
  readonly ports: () => readonly number[];
  /** Ends them all and starts others, whose tokens live so long. */
  readonly replace: (tokenSeconds: number) => Promise<void>;
  readonly answered: () => DatabaseCounts;
  /** Seconds of CPU of all of them so far. */
  readonly cpuSeconds: () => Promise<number>;
}

export const startServers = (count: number, tokenSeconds: number): Promise<Servers> =>
  startTogether((use) => startParts(use, count, tokenSeconds));

async function startParts(
  use: Use,
  count: number,
  tokenSeconds: number,
): Promise<Omit<Servers, keyof AsyncDisposable>> {
  const redis = await startRedis();
  const { databaseUrl } = use(await createBoardDatabase());
  if (redis === null || databaseUrl === undefined) throw new Error('Redis and PostgreSQL are needed.');
  use(redis);
  const wire = use(await countingWireTo(Number(new URL(databaseUrl).port || 5432)));
  const counted = new URL(databaseUrl);
  counted.host = `127.0.0.1:${wire.port}`;
  const secret = randomBytes(32).toString('base64url');
  const startNodes = async (seconds: number): Promise<readonly AppNode[]> => {
    const variables = { PUBLIC_URL, AUTH_SECRET: secret, ACCESS_TOKEN_TTL: `${seconds}` };
    const shared = { program: measured, databaseUrl: counted.href, redisPort: redis.port, variables };
    const created: AppNode[] = [];
    for (let index = 1; index <= count; index += 1) {
      created.push(use(await createNode({ ...shared, name: `node-${index}` })));
    }
    await Promise.all(created.map((node) => node.start()));
    return created;
  };
  let nodes = await startNodes(tokenSeconds);
  return {
    front: use(await startFront(nodes.map(({ port }) => port))),
    ports: () => nodes.map(({ port }) => port),
    async replace(seconds) {
      await Promise.all(nodes.map((node) => node.end('SIGKILL')));
      nodes = await startNodes(seconds);
    },
    town: use(openTown({ databaseUrl, secret })),
    answered: wire.counts,
    async cpuSeconds() {
      const each = await Promise.all(nodes.map((node) => node.ask({ name: 'cpu', args: [] })));
      return each.reduce<number>(
        (sum, answer) => sum + (answer as { readonly value: number }).value / 1_000,
        0,
      );
    },
  };
}
