import { Client } from 'pg';
import { createClient } from 'redis';
import { kindOf } from '../setup.ts';
import type { Bus, SetupName } from '../setup.ts';
import type { Nodes } from '../node/node.ts';
import { processCpu } from './process-cpu.ts';

/** CPU milliseconds that the bus itself has used. Redis's are of everybody who uses it. */
export type BusCpu = () => Promise<number>;

export interface BusMeter extends AsyncDisposable {
  readonly of: (setup: SetupName, nodes: Nodes, tag: string) => BusCpu;
  /** The versions of what was measured. */
  readonly versions: Readonly<Record<string, string>>;
}

export async function openBusMeter({ redisUrl, databaseUrl }: Bus): Promise<BusMeter> {
  const redis = await createClient({ url: redisUrl }).connect();
  const postgres = new Client({ connectionString: databaseUrl });
  await postgres.connect();
  const version = await postgres.query<{ server_version: string }>('show server_version');
  const redisField = async (name: string): Promise<string> =>
    new RegExp(`^${name}:(.*)$`, 'm').exec(await redis.info())?.[1]?.trim() ?? '';
  return {
    versions: {
      Redis: await redisField('redis_version'),
      PostgreSQL: version.rows[0]?.server_version.split(' ')[0] ?? '',
    },
    of(setup, nodes, tag) {
      if (kindOf(setup) === 'primary') return nodes.primaryCpu;
      if (kindOf(setup) === 'postgres') return () => backendsCpu(postgres, tag);
      return async () =>
        1000 * (Number(await redisField('used_cpu_user')) + Number(await redisField('used_cpu_sys')));
    },
    async [Symbol.asyncDispose]() {
      redis.destroy();
      await postgres.end();
    },
  };
}

async function backendsCpu(postgres: Client, tag: string): Promise<number> {
  const { rows } = await postgres.query<{ pid: number }>(
    'select pid from pg_stat_activity where application_name = $1',
    [tag],
  );
  const each = await Promise.all(rows.map(({ pid }) => processCpu(pid)));
  return each.reduce((sum, ms) => sum + ms, 0);
}
