import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Server } from 'socket.io';
import type { OnError } from '../report.ts';

/**
 * What servers tell each other, by the adapter that carries the rooms. A message that is sent while the adapter
 * cannot reach the others is lost: whoever sends one must not depend on it. No token, cookie or payload of a client
 * is ever sent.
 */
export interface Bus {
  /** The name of this server. */
  readonly node: string;
  /** False: the adapter reaches nobody else, and nothing is sent. */
  readonly reachesOthers: boolean;
  /** To all other servers. Never throws and never waits. */
  send(kind: string, body: unknown): void;
  /** Hears the messages of other servers, one listener a kind. What it throws is contained. */
  on(kind: string, listener: BusListener): void;
}

export type BusListener = (body: unknown, from: string) => void;

interface BusMessage {
  readonly kind: string;
  readonly from: string;
  readonly body: unknown;
}

const EVENT = 'roomkey';

export interface BusOptions {
  readonly node: string | undefined;
  readonly reachesOthers: boolean;
  readonly report: OnError;
}

export function createBus(io: Server, { node = nameOfThisServer(), reachesOthers, report }: BusOptions): Bus {
  const listeners = new Map<string, BusListener>();
  const contained = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      report(error, { stage: 'bus' });
    }
  };

  if (reachesOthers) {
    io.on(EVENT, (message: unknown) => {
      if (!isBusMessage(message) || message.from === node) return;
      contained(() => listeners.get(message.kind)?.(message.body, message.from));
    });
  }
  return {
    node,
    reachesOthers,
    send(kind, body) {
      if (!reachesOthers) return;
      contained(() => io.serverSideEmit(EVENT, { kind, from: node, body } satisfies BusMessage));
    },
    on: (kind, listener) => void listeners.set(kind, listener),
  };
}

/** The same process never has the same name twice: who knew it before a restart must not take it for that one. */
const nameOfThisServer = (): string => `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;

function isBusMessage(value: unknown): value is BusMessage {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'kind' in value && typeof value.kind === 'string' && 'from' in value && typeof value.from === 'string'
  );
}
