import cluster from 'node:cluster';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { readEnv } from '../../src/env.ts';
import { createPrimary } from '../../src/workers/primary.ts';

const WORKERS = 2;
const variables = {
  WORKERS: String(WORKERS),
  PORT: '0',
  DATABASE_URL: 'postgres://nobody@127.0.0.1/none',
  AUTH_SECRET: 'of-no-board-at-all-of-no-board-at-all',
};

it('the primary survives what it sends to a worker that cannot be reached, and replaces one that dies', async () => {
  let unreachable = 0;
  const watch = createServer(() => (unreachable += 1)).listen(0, '127.0.0.1');
  await once(watch, 'listening');
  process.env['SEEN_AT'] = String((watch.address() as AddressInfo).port);
  const exec = fileURLToPath(new URL('../support/leaving-worker.js', import.meta.url));
  cluster.setupPrimary({ exec, args: [], execArgv: [] });
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  const primary = createPrimary(readEnv(variables), logger);
  const url = await primary.listen();
  await expect.poll(() => unreachable, { timeout: 10_000 }).toBe(WORKERS);

  // Of a body that is still to come the pieces are passed on one by one, and its end too.
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf');
  await once(socket, 'close');
  await expect.poll(() => lines.join('')).toContain('a worker could not be reached');

  killWorkers();
  await expect.poll(() => unreachable, { timeout: 10_000 }).toBe(2 * WORKERS);
  const closed = primary.close();
  killWorkers();
  await closed;
  watch.close();
}, 30_000);

function killWorkers(): void {
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL');
}
