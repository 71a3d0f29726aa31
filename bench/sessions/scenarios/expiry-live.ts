import type { Socket } from 'socket.io-client';
import { ROOMKEY } from '../scenario.ts';
import type { Samples, Scenario, Size } from '../scenario.ts';
import { startServer } from '../support/server.ts';
import { closeAll, heardAt, openMembers } from '../support/sockets.ts';
import { mint, nowSec, sessionsOf } from '../support/tokens.ts';

const BURSTS = 3;

/** How late after `exp` clients hear that their time is over. */
export const expiryLive = (size: Size): Scenario => {
  const connections = size === 'full' ? 500 : 200;
  return {
    name: `Expiry of ${connections} connections, ${BURSTS} bursts`,
    metrics: {
      lateness: { label: 'from `exp` until the client hears it', unit: 'ms', better: 'lower' },
      cpu: { label: 'server CPU for one', unit: 'µs', better: 'lower' },
    },
    controls: { lesson: 'a timer each, disconnect' },
    rounds: size === 'full' ? 6 : 1,
    run: (variant) => measure(variant, connections),
  };
};

async function measure(variant: string, connections: number): Promise<Samples> {
  await using server = await startServer(variant);
  const firstSec = nowSec() + 4;
  const expiresAtSec = (index: number): number => firstSec + (index % BURSTS);
  const tokens = await Promise.all(
    sessionsOf(connections).map((who, index) => mint(who, expiresAtSec(index))),
  );
  const sockets = await openMembers(server.url, tokens);
  if (Date.now() >= firstSec * 1000) throw new Error('Tokens ran out before all were connected.');
  const cpuBefore = await server.call('cpu');
  const heard = await Promise.all(sockets.map((socket) => hearsExpiry(socket, variant)));
  const cpuAfter = await server.call('cpu');
  closeAll(sockets);
  return {
    lateness: heard.map((at, index) => at - expiresAtSec(index) * 1000),
    cpu: [((cpuAfter - cpuBefore) * 1000) / connections],
  };
}

function hearsExpiry(socket: Socket, variant: string): Promise<number> {
  if (variant !== ROOMKEY) return heardAt(socket, 'disconnect', { now: Date.now });
  return heardAt(socket, 'session', { now: Date.now, isMeant: isExpiry });
}

const isExpiry = (message: unknown): boolean =>
  typeof message === 'object' &&
  message !== null &&
  'reason' in message &&
  message.reason === 'token_expired';
