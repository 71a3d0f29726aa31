import type { Scenario, Size } from '../scenario.ts';
import { monotonicMs } from '../support/measure.ts';
import { startServer } from '../support/server.ts';
import { closeAll, heardAt, openMembers } from '../support/sockets.ts';
import { mint, nowSec, sessionsOf } from '../support/tokens.ts';

/** From a revocation on the server to the `disconnect` of its client, one at a time among many. */
export const revocation = (size: Size): Scenario => {
  const connections = size === 'full' ? 400 : 100;
  return {
    name: `Revocation of one of ${connections} sessions, on one server`,
    metrics: { latency: { label: "until the client's `disconnect`", unit: 'ms', better: 'lower' } },
    controls: { lesson: '`disconnectSockets(true)`' },
    rounds: size === 'full' ? 6 : 1,
    run: async (variant) => ({ latency: await measure(variant, connections) }),
  };
};

async function measure(variant: string, connections: number): Promise<readonly number[]> {
  await using server = await startServer(variant);
  const sessions = sessionsOf(connections);
  const tokens = await Promise.all(sessions.map((session) => mint(session, nowSec() + 600)));
  const sockets = await openMembers(server.url, tokens);
  const samples: number[] = [];
  // Half of them stay: the last revocation is as much one among many as the first.
  for (const [index, session] of sessions.slice(0, connections / 2).entries()) {
    const socket = sockets[index];
    if (socket === undefined) throw new Error('A connection is missing.');
    const gone = heardAt(socket, 'disconnect', { now: monotonicMs });
    const startedAt = await server.call('revoke', session);
    samples.push((await gone) - startedAt);
  }
  closeAll(sockets);
  return samples;
}
