import { createClient } from 'redis';

const URL_OF_TESTS = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

async function answers(): Promise<boolean> {
  const client = createClient({
    url: URL_OF_TESTS,
    socket: { connectTimeout: 2_000, reconnectStrategy: false },
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
}

const reachable = await answers();
if (!reachable && process.env['CI'] === 'true') throw new Error('CI tests Redis too: set TEST_REDIS_URL.');
if (!reachable) process.stderr.write('Skipped: the tests on Redis; set TEST_REDIS_URL to run them.\n');

/** Where a Redis is that tests may use; null when there is none. */
export const redisUrl: string | null = reachable ? URL_OF_TESTS : null;
