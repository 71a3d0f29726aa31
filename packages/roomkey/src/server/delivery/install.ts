import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Socket as TcpSocket } from 'node:net';
import type { Server } from 'socket.io';
import { createAdapterClass } from './adapter.ts';
import type { AdapterClass } from './adapter.ts';
import { endReceiverOnce } from './end-once.ts';
import type { EngineSocket } from './engine-socket.ts';
import { deliverLocallyFirst } from './local-first.ts';
import { createOutlet } from './outlet.ts';
import type { Outlet } from './outlet.ts';
import { createSpareMemory, forgetResponse } from './spare-memory.ts';
import { createTurn } from './turn.ts';
import type { Turn } from './turn.ts';

/**
 * Lets no member of a room wait for the bus that carries the room to other servers. `fast`: everything that a
 * connection is sent in one turn of the event loop leaves in one write, and broadcasts go to its members' websockets as
 * ready frames. An adapter of the application's own that reaches nobody else is left alone.
 */
export function installDelivery(io: Server, delivery: 'fast' | 'plain' = 'fast'): void {
  const outlet = delivery === 'fast' ? installOutlet(io) : null;
  deliverLocallyFirst(io, { Local: inMemoryAdapterOf(io), outlet });
}

function installOutlet(io: Server): Outlet {
  const turn = createTurn();
  const outlet = createOutlet(turn);
  watchEngine(io, outlet, turn);
  replaceAdapter(io, outlet);
  const spareMemory = createSpareMemory();
  // Later: whoever waits for connections reads them as they came.
  io.on('connection', (socket) => void setImmediate(() => spareMemory(socket)));
  return outlet;
}

function watchEngine({ engine }: Server, outlet: Outlet, turn: Turn): void {
  engine.on('flush', (connection: EngineSocket) => outlet.beforeFlush(connection));
  engine.on('drain', (connection: EngineSocket) => outlet.afterFlush(connection));
  engine.on('connection', endReceiverOnce);
  // The answer to the upgrade: the first packets leave with it.
  engine.on('headers', (_headers: unknown, { headers, socket }: IncomingMessage) => {
    if (headers.upgrade === undefined || !(socket instanceof TcpSocket)) return;
    turn.hold(socket);
    forgetResponse(engine, socket);
  });
}

function replaceAdapter(io: Server, outlet: Outlet): void {
  const current = io.adapter();
  if (current === undefined || !hasInMemoryAdapter(io)) return;
  const namespaces = [...io._nsps.values()].map((namespace) => ({ namespace, replaced: namespace.adapter }));
  io.adapter(createAdapterClass(current as AdapterClass, outlet) as typeof current);
  for (const { namespace, replaced } of namespaces) moveListeners(replaced, namespace.adapter);
}

/**
 * Whether rooms end at this process. Socket.IO does not export the adapter it starts with, but a new server of the
 * same copy has it.
 */
export const hasInMemoryAdapter = (io: Server): boolean => io.adapter() === inMemoryAdapterOf(io);

const inMemoryAdapterOf = (io: Server): AdapterClass =>
  new (io.constructor as new () => Server)().adapter() as AdapterClass;

function moveListeners(from: EventEmitter, to: EventEmitter): void {
  for (const event of from.eventNames())
    for (const listener of from.rawListeners(event)) to.on(event, listener as () => void);
}
