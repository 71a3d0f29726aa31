import type { Namespace } from 'socket.io';
import { RESYNC_EVENT } from '../../protocol/index.ts';
import type { ResyncMessage } from '../../protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Bus } from './bus.ts';
import type { Nodes } from './nodes.ts';

/** Several losses of one outage are told together. */
const GATHER_MS = 500;
const PER_CONNECTION_MS = 1;
const LEAST_MS = 500;
const MOST_MS = 5_000;

export interface ResyncParts {
  readonly bus: Bus;
  readonly nodes: Nodes;
  readonly clock: Clock;
  readonly namespace: Namespace;
}

/**
 * Tells clients that events of their rooms may be lost: those of this server when something of another one was missed,
 * and those of all servers when the returned function is called.
 */
export function createResync({ bus, nodes, clock, namespace }: ResyncParts): () => void {
  let isPlanned = false;

  const tellOwn = (): void => {
    isPlanned = false;
    const withinMs = Math.min(MOST_MS, Math.max(LEAST_MS, namespace.sockets.size * PER_CONNECTION_MS));
    namespace.local.emit(RESYNC_EVENT, { withinMs } satisfies ResyncMessage);
  };
  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    clock.setTimeout(tellOwn, GATHER_MS);
  };

  nodes.onMissed(plan);
  bus.on('resync', plan);
  return () => {
    bus.send('resync', null);
    plan();
  };
}
