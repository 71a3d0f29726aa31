import type { Pool, PoolClient } from 'pg';

const LOOK_MS = 2_000;

/** The one connection by which a process listens. */
export interface Listening {
  /**
   * Never settles while somebody has it, or after the end. The adapter asks again when it could not listen, and once more
   * when the connection has ended; it would then go on to ask twice for each loss. So of the first the connection is
   * closed, and only the second is answered.
   */
  readonly take: () => Promise<PoolClient>;
  readonly close: () => Promise<void>;
}

export function createListening(pool: Pick<Pool, 'connect' | 'end'>): Listening {
  let isTaken = false;
  let isClosed = false;
  let current: PoolClient | undefined;
  const free = (): void => {
    isTaken = false;
    current = undefined;
  };
  return {
    async take() {
      if (isTaken || isClosed) {
        current?.release(true);
        return new Promise<never>(() => {});
      }
      isTaken = true;
      try {
        current = watch(await pool.connect(), free);
      } catch (error) {
        free();
        throw error;
      }
      const client = current;
      if (isClosed) client.release(true);
      return client;
    },
    async close() {
      isClosed = true;
      current?.release(true);
      await pool.end();
    },
  };
}

/**
 * Who only listens is never told that the other side is gone. The adapter takes another connection when this one
 * ends, but does not give it back.
 */
function watch(client: PoolClient, onRelease: () => void): PoolClient {
  const release = client.release.bind(client);
  let isHeld = true;
  client.release = (error) => {
    if (!isHeld) return;
    isHeld = false;
    clearInterval(timer);
    release(error);
    onRelease();
  };
  const timer = setInterval(() => {
    client.query('select 1').catch(() => client.release(true));
  }, LOOK_MS).unref();
  client.once('end', () => client.release(true));
  return client;
}
