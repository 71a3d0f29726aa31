import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { socketOptions } from '../../../src/server/index.ts';
import { attachBoard, createWorld } from '../../fixtures/board.ts';

/** What is left on the server, and what that weighs. */
export interface Remains {
  readonly connections: number;
  readonly sockets: number;
  readonly transports: number;
  readonly rooms: number;
  readonly members: number;
  /** Bytes in use after everything that nobody refers to was collected. */
  readonly heapUsed: number;
}

/** What it says once, when it listens. */
export interface Started {
  readonly url: string;
  readonly tokens: readonly string[];
}

const http = createServer();
const io = new Server(http, socketOptions);
const world = createWorld();
const limits = { address: null, connectionsPerUser: null, requests: null };
const roomkey = attachBoard(io, world, { limits });
const { adapter, sockets } = io.of('/');

function remains(): Remains {
  // What the fixture notes down is no part of what is weighed.
  world.lookups.length = 0;
  globalThis.gc?.();
  return {
    connections: roomkey.connections,
    sockets: sockets.size,
    transports: io.engine.clientsCount,
    rooms: adapter.rooms.size,
    members: adapter.sids.size,
    heapUsed: process.memoryUsage().heapUsed,
  };
}

const userIds = [...world.users.keys()];
const tokens = await Promise.all(
  Array.from({ length: 30 }, (_, index) =>
    world.mint.mint({ userId: userIds[index % userIds.length] ?? '', sessionId: `session-${index}` }),
  ),
);
process.on('message', () => void process.send?.(remains()));
process.on('disconnect', () => process.exit());
http.listen(0, '127.0.0.1', () => {
  const { port } = http.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}`, tokens } satisfies Started);
});
