import { createAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import type { Logger } from '../logger.ts';
import { createLossLog } from './loss-log.ts';
import type { Bus } from './bus.ts';
import { succeedsSoon } from './within.ts';

const CONNECT_TIMEOUT_MS = 2_000;
const PING_MS = 2_000;
const MAX_RECONNECT_MS = 1_000;
/** What may wait for a Redis that does not answer; the rest is lost, and made good by versions and cursors. */
const MAX_WAITING = 1_000;

/**
 * Rooms over Redis. What is sent while Redis is away is lost at once rather than kept: nobody waits for it, and it
 * would be stale when it arrives.
 */
export function openRedisBus(url: string, logger: Logger): Bus {
  const lost = createLossLog(logger, 'Redis');
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
  const publish = publisher.publish.bind(publisher);
  // The adapter does not look at what becomes of it.
  Object.defineProperty(publisher, 'publish', {
    value: (channel: string, message: string | Buffer) => publish(channel, message).catch(lost),
  });

  for (const client of [publisher, subscriber]) {
    client.on('error', lost);
    // Not awaited: without Redis the board starts all the same, and connects when it can.
    client.connect().catch(lost);
  }
  return {
    adapter: createAdapter(publisher, subscriber),
    isUp: () => succeedsSoon(Promise.all([publisher.ping(), subscriber.ping()])),
    async close() {
      for (const client of [publisher, subscriber]) client.destroy();
    },
  };
}
