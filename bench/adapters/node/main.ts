import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { ATTACH } from '../attach/attach.ts';
import type { Bus, SetupName } from '../setup.ts';
import { createRemote } from './remote.ts';
import type { Call } from './remote.ts';

// A node: Socket.IO alone, with the adapter. It has no listener for unhandled rejections, as most servers have none.
const { setup, bus } = JSON.parse(process.argv[2] ?? '{}') as { setup: SetupName; bus: Bus };
const http = createServer();
const io = new Server(http, { serveClient: false, transports: ['websocket'] });
await ATTACH[setup](io, bus);
const remote = createRemote(io);

process.on('message', (message: Partial<Call>) => void answer(message));
process.on('disconnect', () => process.exit());
// Exclusive: the workers of a cluster would share the port.
http.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
  process.send?.({ address: `127.0.0.1:${(http.address() as AddressInfo).port}` });
});

/** The cluster's adapter uses the same channel: what has no `id` is not for this. */
async function answer({ id, name, args }: Partial<Call>): Promise<void> {
  if (id === undefined || name === undefined) return;
  try {
    const value: unknown = await Reflect.apply(remote[name], undefined, args ?? []);
    process.send?.({ id, value });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
}
