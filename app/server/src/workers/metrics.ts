import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { AggregatorRegistry } from 'prom-client';
import type { Registry } from 'prom-client';
import { RoomkeyError } from 'roomkey/contract';
import type { Logger } from '../logger.ts';

const ASK = 'board:metrics';
/** The primary waits five seconds for a worker that does not answer. */
const PATIENCE_MS = 6_000;

interface MetricsMessage {
  readonly type: typeof ASK;
  readonly id: string;
  /** Null in the question, and where they could not be collected. */
  readonly text: string | null;
}

const isMetricsMessage = (message: unknown): message is MetricsMessage =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === ASK;

/** Lets each worker answer for all of them. */
export function collectForWorkers(logger: Logger): void {
  const all = new AggregatorRegistry();
  const answer = async (worker: Worker, { id }: MetricsMessage): Promise<void> => {
    const text = await all.clusterMetrics().catch((error: unknown) => {
      logger.warn({ err: error }, 'the metrics of the workers could not be collected');
      return null;
    });
    if (worker.isConnected()) worker.send({ type: ASK, id, text } satisfies MetricsMessage);
  };
  cluster.on('message', (worker, message: unknown) => {
    if (isMetricsMessage(message)) void answer(worker, message);
  });
}

/**
 * The metrics of all workers together, as whichever of them is asked.
 *
 * @throws RoomkeyError `unavailable` when they cannot be collected
 */
export function metricsOfAllWorkers(own: Registry): () => Promise<string> {
  AggregatorRegistry.setRegistries([own]);
  // Made in a worker, it answers when the primary collects.
  const _answering = new AggregatorRegistry();
  const waiting = new Map<string, (text: string | null) => void>();
  process.on('message', (message: unknown) => {
    if (isMetricsMessage(message)) waiting.get(message.id)?.(message.text);
  });
  return async () => {
    const id = randomUUID();
    const text = await new Promise<string | null>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS, null);
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      process.send?.({ type: ASK, id, text: null } satisfies MetricsMessage);
    });
    waiting.delete(id);
    if (text === null) throw new RoomkeyError('unavailable');
    return text;
  };
}
