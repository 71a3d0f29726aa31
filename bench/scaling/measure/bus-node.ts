import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { createShardedAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import type { Bus } from '../../../app/server/src/bus/bus.ts';
import { openPostgresBus } from '../../../app/server/src/bus/postgres-bus.ts';
import { openRedisBus } from '../../../app/server/src/bus/redis-bus.ts';
import { createLogger } from '../../../app/server/src/logger.ts';
import type { BusRemote, Carrier, NodeSettings } from './bus-remote.ts';

// A server with the bus of the app, and nothing else: what it costs to say something to the others, and to hear it.

const settings = JSON.parse(process.argv[2] ?? '{}') as NodeSettings;
const logger = createLogger({ logLevel: 'silent' });
const LIKES = { postId: '018f0000-0000-7000-8000-000000000001', likeCount: 1_234, version: 56_789 };
/** Fewer than the buses let wait, above which they drop. */
const AT_ONCE = 200;

const OPEN: Readonly<Record<Carrier, () => Promise<Pick<Bus, 'adapter' | 'isUp'>>>> = {
  'redis pub/sub': () => openRedisBus({ url: settings.url, prefix: settings.prefix, logger }),
  'redis sharded': openSharded,
  postgres: async () => openPostgresBus(settings.url, logger),
};

async function openSharded(): Promise<Pick<Bus, 'adapter' | 'isUp'>> {
  const publisher = createClient({ url: settings.url });
  const subscriber = createClient({ url: settings.url });
  await Promise.all([publisher.connect(), subscriber.connect()]);
  const adapter = createShardedAdapter(publisher, subscriber, { channelPrefix: settings.prefix });
  return {
    adapter: adapter as unknown as Bus['adapter'],
    isUp: async () => (await publisher.ping()) === 'PONG',
  };
}

const bus = await OPEN[settings.carrier]();
const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false, adapter: bus.adapter });
io.on('connection', (socket) => void socket.join(settings.memberOf));
let mark = 0;
io.on('mark', (value: number) => (mark = value));

const remote: BusRemote = {
  async publish({ count, rooms }) {
    const startedAt = performance.now();
    for (let sent = 0; sent < count; sent += AT_ONCE) {
      for (let index = 0; index < AT_ONCE; index += 1) io.to([...rooms]).emit('like-update', LIKES);
      await bus.isUp();
    }
    return performance.now() - startedAt;
  },
  mark: async (value) => void io.serverSideEmit('mark', value),
  marked: async () => mark,
  cpu: async () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};

process.on('message', (call: { id: number; name: keyof BusRemote; args: readonly unknown[] }) => {
  const answer: Promise<unknown> = Reflect.apply(remote[call.name], undefined, call.args);
  answer.then(
    (value) => process.send?.({ id: call.id, value }),
    (error: unknown) => process.send?.({ id: call.id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
http.listen(0, '127.0.0.1', () => {
  process.send?.({ address: `127.0.0.1:${(http.address() as AddressInfo).port}` });
});
