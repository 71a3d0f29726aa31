import type { Samples, Scenario, Size } from '../scenario.ts';
import { startServer } from '../support/server.ts';
import { closeAll, openMembers } from '../support/sockets.ts';
import { mint, nowSec, sessionsOf } from '../support/tokens.ts';

const WARM_UP = 200;

/** What an idle, authenticated connection in one room keeps on the server. */
export const memory = (size: Size): Scenario => {
  const connections = size === 'full' ? 2000 : 500;
  return {
    name: `Memory of ${connections.toLocaleString('en')} idle connections in one room`,
    metrics: {
      heap: { label: 'heap per connection, after collection', unit: 'bytes', better: 'lower' },
      rss: { label: 'resident set per connection', unit: 'bytes', better: 'lower' },
    },
    controls: { lesson: "the lesson's server", bare: 'Socket.IO alone' },
    rounds: size === 'full' ? 3 : 1,
    run: (variant) => measure(variant, connections),
  };
};

async function measure(variant: string, connections: number): Promise<Samples> {
  await using server = await startServer(variant);
  const tokens = await Promise.all(sessionsOf(connections).map((session) => mint(session, nowSec() + 600)));
  // What only the first connections cost (compiled code, pools) is not counted.
  closeAll(await openMembers(server.url, tokens.slice(0, WARM_UP)));
  const before = await server.call('memory');
  const sockets = await openMembers(server.url, tokens);
  const after = await server.call('memory');
  closeAll(sockets);
  return {
    heap: [(after.heap - before.heap) / connections],
    rss: [(after.rss - before.rss) / connections],
  };
}
