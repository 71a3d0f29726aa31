import { createClient } from 'redis';
import { watch } from './watch.ts';

/** One place, so that its type is inferred once. */
export const newClient = (options: ClientOptions) => createClient(options);

export type RedisClient = ReturnType<typeof newClient>;

interface ClientOptions {
  readonly url: string;
  readonly disableOfflineQueue: boolean;
  readonly commandsQueueMaxLength?: number;
  readonly socket?: {
    readonly connectTimeout: number;
    readonly socketTimeout: number;
    readonly reconnectStrategy: (retries: number) => number;
  };
}

const CONNECT_TIMEOUT_MS = 2000;
/** A connection that nobody answers while it says hello has no other limit. `watch` asks more often than this. */
const SILENCE_MS = 4000;
const MOST_WAITING = 1000;
const LONGEST_RETRY_MS = 2000;
const JITTER_MS = 200;
const PUBLISHES = ['publish', 'sPublish', 'xAdd'] as const;
const SUBSCRIBES = ['subscribe', 'pSubscribe', 'sSubscribe', 'sUnsubscribe', 'unsubscribe'] as const;

/** A client to publish with that neither ends the process, nor keeps without bound, nor waits for ever. */
export const guardedPublisher = (url: string, report: (error: unknown) => void): RedisClient =>
  // What is published during an outage is old news after it, and its promise would be kept for all that time.
  guard(newClient({ ...settings(url), disableOfflineQueue: true }), report);

/** Its subscriptions wait for the connection: one that is refused while there is none is never made again. */
export const guardedSubscriber = (url: string, report: (error: unknown) => void): RedisClient =>
  guard(newClient({ ...settings(url), disableOfflineQueue: false }), report);

const settings = (url: string) => ({
  url,
  commandsQueueMaxLength: MOST_WAITING,
  // Without a strategy of one's own, a time-out of the socket is the end of the client.
  socket: { connectTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SILENCE_MS, reconnectStrategy: retryIn },
});

function guard(client: RedisClient, report: (error: unknown) => void): RedisClient {
  client.on('error', report);
  // The adapters do not await these, so that a rejection would end the process.
  for (const name of [...PUBLISHES, ...SUBSCRIBES]) catchRejections(client, name, report);
  watch({
    isReady: () => client.isReady,
    ask: () => client.ping(),
    reconnect() {
      client.destroy();
      client.connect().catch(report);
    },
  });
  return client;
}

function catchRejections(
  client: RedisClient,
  name: (typeof PUBLISHES)[number] | (typeof SUBSCRIBES)[number],
  report: (error: unknown) => void,
): void {
  const call: unknown = Reflect.get(client, name);
  if (typeof call !== 'function') return;
  const caught = (...args: unknown[]): unknown => {
    const answer: unknown = Reflect.apply(call, client, args);
    if (answer instanceof Promise) answer.catch(report);
    return answer;
  };
  Object.defineProperty(client, name, { value: caught, configurable: true });
}

const retryIn = (retries: number): number =>
  Math.min(2 ** retries * 50, LONGEST_RETRY_MS) + Math.floor(Math.random() * JITTER_MS);
