import { createAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import type { Logger } from '../logger.ts';
import { createLosses } from './losses.ts';
import type { Losses } from './losses.ts';
import type { Bus } from './bus.ts';
import { succeedsSoon } from './within.ts';

const CONNECT_TIMEOUT_MS = 2_000;
const PING_MS = 2_000;
const MAX_RECONNECT_MS = 1_000;
/** What may wait for a Redis that does not answer; the rest is lost, and made good by versions and cursors. */
const MAX_WAITING = 1_000;

export interface RedisBusOptions {
  readonly url: string;
  /** Of the channels, so that nobody else hears them. */
  readonly prefix: string;
  readonly logger: Logger;
}

/**
 * Rooms over Redis. What is sent while Redis is away is lost at once rather than kept: nobody waits for it, and it
 * would be stale when it arrives.
 */
export async function openRedisBus({ url, prefix, logger }: RedisBusOptions): Promise<Bus> {
  const losses = createLosses(logger, 'Redis');
  const common = {
    url,
    pingInterval: PING_MS,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      // A Redis that is there but hangs is found out by the pings.
      socketTimeout: PING_MS * 2,
      reconnectStrategy: (retries: number) => Math.min(MAX_RECONNECT_MS, 50 * 2 ** retries),
    },
  };
  const publisher = createClient({
    ...common,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_WAITING,
  });
  const subscriber = createClient(common);
  contain(publisher, ['publish'], losses);
  contain(subscriber, ['subscribe', 'pSubscribe', 'unsubscribe', 'pUnsubscribe'], losses);
  for (const client of [publisher, subscriber]) client.on('error', losses.lost);
  const connected = [publisher, subscriber].map((client) => client.connect());
  // No longer than that: without Redis the board starts all the same, and connects when it can.
  await succeedsSoon(Promise.all(connected));
  return {
    adapter: createAdapter(publisher, subscriber, { key: prefix }),
    isUp: () => succeedsSoon(Promise.all([publisher.ping(), subscriber.ping()])),
    onBack: losses.onBack,
    async close() {
      losses.close();
      for (const client of [publisher, subscriber]) client.destroy();
    },
  };
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** The adapter does not look at what becomes of its calls, and a rejection that nobody handles ends the process. */
function contain<Client extends object>(
  client: Client,
  names: readonly (keyof Client)[],
  { carried, lost }: Losses,
): void {
  for (const name of names) {
    const method = client[name] as Method;
    const value: Method = (...args) => Reflect.apply(method, client, args).then(carried, lost);
    Object.defineProperty(client, name, { value });
  }
}
