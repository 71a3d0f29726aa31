import { randomBytes } from 'node:crypto';
import { createClient } from 'redis';
import type { Bus } from './setup.ts';

const REDIS_URL = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const DATABASE_URL = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Lends a part of the bus that nobody else uses, and leaves nothing of it behind. */
export async function withBus<Result>(use: (bus: Bus) => Promise<Result>): Promise<Result> {
  const tag = `roomkey-bench-${randomBytes(4).toString('hex')}`;
  try {
    return await use({ redisUrl: REDIS_URL, databaseUrl: DATABASE_URL, tag });
  } finally {
    const redis = await createClient({ url: REDIS_URL }).connect();
    await redis.del(tag);
    redis.destroy();
  }
}
