import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineContract } from 'roomkey/contract';
import { attachRoomkey, secret } from 'roomkey/server';
import { Server } from 'socket.io';
import { z } from 'zod';
import { openPostgresBus } from '../../../app/server/src/bus/postgres-bus.ts';
import { openRedisBus } from '../../../app/server/src/bus/redis-bus.ts';
import { createLogger } from '../../../app/server/src/logger.ts';
import { monotonicMs } from '../../sessions/support/measure.ts';
import { KEY, PROFILE } from '../../sessions/support/tokens.ts';
import { watchLag } from '../lag.ts';
import type { ServerSetup } from '../setup.ts';
import { openStore } from '../store.ts';
import type { Call, Remote } from './remote.ts';

// One of several servers: Roomkey as it is by default, with the app's way to the bus.

const setup = JSON.parse(process.argv[2] ?? '{}') as ServerSetup;
const logger = createLogger({ logLevel: 'silent' });
const bus =
  setup.bus === 'Redis'
    ? await openRedisBus({ url: setup.busUrl, prefix: setup.tag, logger })
    : openPostgresBus(setup.busUrl, logger);
const store = openStore(setup.storeUrl);
const lag = watchLag();

const http = createServer();
const io = new Server(http, { serveClient: false, transports: ['websocket'], adapter: bus.adapter });
const roomkey = attachRoomkey(io, {
  contract: defineContract({
    rooms: { post: { params: { postId: z.string() }, allow: 'user' } },
    requests: {},
    events: {},
  }),
  verify: secret(KEY, PROFILE),
  loadUser: ({ sessionId }) => store.find({ sessionId: sessionId ?? '' }),
  rooms: { post: ({ user }) => user.role === 'member' },
  requests: {},
  limits: { address: null, requests: null },
  node: setup.node,
  onError: (error, { stage }) => console.error(setup.node, stage, error),
});

const remote: Remote = {
  async carryOut(operation, session) {
    await (operation === 'revoke' ? store.revoke(session) : store.demote(session));
    const startedAt = monotonicMs();
    const { nodes, missing, durationMs } = await (operation === 'revoke'
      ? roomkey.revoke({ sessionId: session.sessionId })
      : roomkey.reauthorize({ userId: session.userId }));
    return { startedAt, nodes, missing, durationMs };
  },
  reach: async () => (await roomkey.revoke({ sessionId: 'nobody' })).nodes.length,
  takeSeen: () => ({ slowestLookUp: store.takeSlowest(), lag: lag.take() }),
};

async function answer({ id, name, args }: Call): Promise<void> {
  try {
    const value: unknown = await Reflect.apply(remote[name], undefined, args);
    process.send?.({ id, value });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
}

process.on('message', (call: Call) => void answer(call));
process.on('disconnect', () => process.exit());
http.listen(0, '127.0.0.1', () => process.send?.({ address: `${(http.address() as AddressInfo).port}` }));
