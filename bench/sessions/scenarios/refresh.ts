import type { Socket } from 'socket.io-client';
import { ROOMKEY } from '../scenario.ts';
import type { Samples, Scenario, Size } from '../scenario.ts';
import { monotonicMs } from '../support/measure.ts';
import { startServer } from '../support/server.ts';
import type { ServerHandle } from '../support/server.ts';
import { closeAll, openMember, openMembers } from '../support/sockets.ts';
import { mint, nowSec, sessionsOf } from '../support/tokens.ts';
import { countTicks } from '../support/ticks.ts';
import type { TickCount } from '../support/ticks.ts';

const TICK_MS = 1;
const LISTENERS = 10;

/** A new token on the same connection against disconnecting and connecting again with it. */
export const refresh = (size: Size): Scenario => {
  const connections = size === 'full' ? 300 : 100;
  return {
    name: 'A new token for a connection in a room',
    metrics: {
      latency: { label: 'until the connection is in its room with it', unit: 'ms', better: 'lower' },
      perCpuSecond: { label: 'a second of server CPU', unit: 'refreshes', better: 'higher' },
      missed: {
        label: `missed meanwhile, of one event every ${TICK_MS} ms`,
        unit: 'events',
        better: 'lower',
      },
    },
    controls: { lesson: 'disconnect, connect, join' },
    rounds: size === 'full' ? 6 : 1,
    run: (variant) => measure(variant, connections),
  };
};

async function measure(variant: string, connections: number): Promise<Samples> {
  await using server = await startServer(variant);
  const renew = variant === ROOMKEY ? refreshInPlace : reconnect(server.url);
  return { ...(await timeRenewals(server, connections, renew)), missed: await countMissed(server, renew) };
}

/** Gives a connection a newer token; resolves to the connection that is in the room afterwards. */
type Renew = (socket: Socket, token: string, ticks?: TickCount) => Promise<Socket>;

const refreshInPlace: Renew = async (socket, token) => {
  const answer: unknown = await socket.timeout(10_000).emitWithAck('refresh-session', { token });
  if (!isOk(answer)) throw new Error('Refused to refresh.');
  return socket;
};

const reconnect =
  (url: string): Renew =>
  (socket, token, ticks) => {
    socket.disconnect();
    return openMember(url, token, (fresh) => ticks?.listen(fresh));
  };

async function timeRenewals(server: ServerHandle, connections: number, renew: Renew): Promise<Samples> {
  const sessions = sessionsOf(connections);
  const expiresAtSec = nowSec() + 600;
  const first = await Promise.all(sessions.map((session) => mint(session, expiresAtSec)));
  const newer = await Promise.all(sessions.map((session) => mint(session, expiresAtSec + 60)));
  const sockets = [...(await openMembers(server.url, first))];

  const latency: number[] = [];
  const before = await server.call('cpu');
  for (const [index, token] of newer.entries()) {
    const socket = sockets[index];
    if (socket === undefined) throw new Error('A connection is missing.');
    const startedAt = monotonicMs();
    sockets[index] = await renew(socket, token);
    latency.push(monotonicMs() - startedAt);
  }
  const usedMs = (await server.call('cpu')) - before;
  closeAll(sockets);
  return { latency, perCpuSecond: [(connections * 1000) / usedMs] };
}

/** Of the events that the server sent while each of a few members renewed once: how many each has not heard. */
async function countMissed(server: ServerHandle, renew: Renew): Promise<readonly number[]> {
  const sessions = sessionsOf(LISTENERS);
  const first = await Promise.all(sessions.map((session) => mint(session, nowSec() + 600)));
  const newer = await Promise.all(sessions.map((session) => mint(session, nowSec() + 660)));
  const sockets = [...(await openMembers(server.url, first))];
  const counts = sockets.map((socket) => countTicks(socket));

  await server.call('startTicks', TICK_MS);
  for (const [index, ticks] of counts.entries()) {
    const [socket, token] = [sockets[index], newer[index]];
    if (socket === undefined || token === undefined) throw new Error('A connection is missing.');
    await ticks.first;
    sockets[index] = await renew(socket, token, ticks);
  }
  const last = await server.call('stopTicks');
  const missed = await Promise.all(counts.map((ticks) => ticks.missedUntil(last)));
  closeAll(sockets);
  return missed;
}

const isOk = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true;
