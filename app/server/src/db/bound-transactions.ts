import type { Pool, PoolClient } from 'pg';

/**
 * Drizzle takes a connection of its own for each transaction, without a callback. It never gives back one whose
 * `begin` got no answer, and gives back one whose `rollback` got none while its transaction is still open: whatever is
 * written on it next would be acknowledged and then undone. So a transaction has so long, with the wait for its
 * connection, and then its connection is closed, which fails at once all that it waits for.
 */
export function boundTransactions(pool: Pool, withinMs: number): void {
  const connect = pool.connect.bind(pool);
  const lend = async (): Promise<PoolClient> => {
    const startedAt = performance.now();
    const client = await connect();
    takeBack(client, withinMs - (performance.now() - startedAt));
    return client;
  };
  pool.connect = ((callback?: Parameters<Pool['connect']>[0]) =>
    callback === undefined ? lend() : connect(callback)) as Pool['connect'];
}

/** It can be released again by whoever has it, which then does nothing. */
function takeBack(client: PoolClient, afterMs: number): void {
  const release = client.release.bind(client);
  let isHeld = true;
  client.release = (error) => {
    if (!isHeld) return;
    isHeld = false;
    clearTimeout(deadline);
    release(error);
  };
  const deadline = setTimeout(() => client.release(true), afterMs);
}
