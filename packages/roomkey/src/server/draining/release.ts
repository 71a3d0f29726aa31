import { DRAINING_EVENT } from '../../protocol/index.ts';
import type { DrainingMessage } from '../../protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../connections/connection.ts';
import type { BaseUser } from '../identity/types.ts';
import { transportOf } from '../transport/engine.ts';
import type { Transport } from '../transport/engine.ts';

/** Everybody on one transport: it can only be closed for all of them. */
export interface Passengers<User extends BaseUser> {
  readonly transport: Transport;
  readonly connections: readonly Connection<User>[];
}

export function byTransport<User extends BaseUser>(
  connections: Iterable<Connection<User>>,
): readonly Passengers<User>[] {
  const groups = new Map<Transport, Connection<User>[]>();
  for (const connection of connections) {
    const transport = transportOf(connection.socket);
    const others = groups.get(transport);
    if (others === undefined) groups.set(transport, [connection]);
    else others.push(connection);
  }
  return [...groups].map(([transport, group]) => ({ transport, connections: group }));
}

export interface ReleaseTimes extends DrainingMessage {
  readonly clock: Clock;
  readonly lingerMs: number;
}

/**
 * Tells the clients of a transport, refuses what they ask from now on, and closes it when everything that was asked
 * before is answered. The transport, not the sockets: Socket.IO's own client then connects again by itself.
 * Resolves when all of them are gone.
 */
export function release<User extends BaseUser>(
  { transport, connections }: Passengers<User>,
  { clock, lingerMs, reconnectAfterMs }: ReleaseTimes,
): Promise<void> {
  const live = connections.filter(({ ended }) => !ended);
  if (live.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    let waiting = true;
    let open = live.length;
    const closeWhenIdle = (): void => {
      if (!waiting && live.every(({ inFlight }) => inFlight === 0)) transport.close();
    };
    const timer = clock.setTimeout(() => {
      waiting = false;
      closeWhenIdle();
    }, lingerMs);
    const gone = (): void => {
      open -= 1;
      if (open > 0) return closeWhenIdle();
      clock.clearTimeout(timer);
      resolve();
    };
    for (const connection of live) {
      connection.onIdle = closeWhenIdle;
      connection.socket.once('disconnect', gone);
      connection.socket.emit(DRAINING_EVENT, { reconnectAfterMs } satisfies DrainingMessage);
    }
  });
}
