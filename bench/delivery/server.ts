import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { serveClient: false, transports: ['websocket'] });
const variant = process.argv[2] ?? 'bare';
const { attach } = variant.startsWith('roomkey')
  ? await import('./subjects/roomkey.ts')
  : await import('./subjects/bare.ts');
attach(io, variant);

function read(): { cpu: number; heap: number; connections: number } {
  const { user, system } = process.cpuUsage();
  for (let pass = 0; pass < 4; pass += 1) globalThis.gc?.();
  const { heapUsed: heap } = process.memoryUsage();
  return { cpu: (user + system) / 1000, heap, connections: io.engine.clientsCount };
}

process.on('message', () => process.send?.(read()));
process.on('disconnect', () => process.exit());
http.listen(0, '127.0.0.1', () => process.send?.((http.address() as AddressInfo).port));
