import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { setTimeout as wait } from 'node:timers/promises';
import { setupMaster } from '@socket.io/sticky';
import type { Env } from '../env.ts';
import { createHttpServer } from '../http/http-server.ts';
import { listen } from '../http/listen.ts';
import type { Logger } from '../logger.ts';
import { READY, STOP } from './messages.ts';
import { collectForWorkers } from './metrics.ts';
import { WorkerStartError } from './worker-start-error.ts';

const RESTART_MS = 1_000;

/** The process that owns the port, and hands each connection to one of its workers. */
export interface Primary {
  /** Resolves to the URL once all workers serve. @throws WorkerStartError when one cannot start */
  readonly listen: () => Promise<string>;
  /** Lets the workers drain, and ends when they have. */
  readonly close: () => Promise<void>;
}

/** A client that polls is led to the worker that knows it; one that dies is replaced. */
export function createPrimary(env: Env, logger: Logger): Primary {
  const server = createHttpServer(() => undefined);
  let isClosing = false;
  // Connections are handed over with the bytes that were read of them.
  cluster.setupPrimary({ serialization: 'advanced' });
  // Pages and API calls are connections too, which the other ways of the library do not count.
  collectForWorkers(logger);
  setupMaster(server, { loadBalancingMethod: 'round-robin' });

  const fork = (): Worker => {
    const worker = cluster.fork();
    // Until it is known that a worker is gone it is sent things, and without a listener their failure ends the process.
    worker.on('error', ({ message: reason }) => {
      logger.warn({ worker: worker.process.pid, reason }, 'a worker could not be reached');
    });
    return worker;
  };
  const replace = async (worker: Worker): Promise<void> => {
    logger.error({ worker: worker.process.pid }, 'a worker died; another one takes its place');
    await wait(RESTART_MS);
    if (!isClosing) keep(fork());
  };
  const keep = (worker: Worker): void => {
    void exited(worker).then(() => (isClosing ? undefined : replace(worker)));
  };

  const start = async (): Promise<void> => {
    const workers = Array.from({ length: env.workers }, fork);
    await Promise.all(workers.map(isReady));
    for (const worker of workers) keep(worker);
  };

  const close = async (): Promise<void> => {
    isClosing = true;
    await Promise.all(Object.values(cluster.workers ?? {}).map(stopped));
    server.close();
    server.closeAllConnections();
  };

  return {
    async listen() {
      try {
        await start();
        return await listen(server, env);
      } catch (error) {
        await close();
        throw error;
      }
    },
    close,
  };
}

/** Not by `once` of Node, which fails when the worker could not be reached before it ended. */
async function exited(worker: Worker): Promise<void> {
  if (!worker.isDead()) await new Promise((resolve) => worker.once('exit', resolve));
}

async function isReady(worker: Worker): Promise<void> {
  const exit = exited(worker).then(() => {
    throw new WorkerStartError('A worker could not start.');
  });
  const ready = new Promise<void>((resolve) => {
    worker.on('message', (message: unknown) => message === READY && resolve());
  });
  await Promise.race([ready, exit]);
  exit.catch(() => undefined);
}

async function stopped(worker: Worker | undefined): Promise<void> {
  if (worker === undefined || worker.isDead()) return;
  worker.send(STOP, () => undefined);
  await exited(worker);
}
