import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A proxy as in front of several servers: each connection goes to the next one that takes it. */
export interface Dealer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export async function dealTo(ports: readonly number[]): Promise<Dealer> {
  const open = new Set<Socket>();
  let dealt = 0;
  const server = createServer((near) => {
    open.add(near);
    near.on('error', () => near.destroy()).on('close', () => open.delete(near));
    deal(near, ports.length);
  });
  const deal = (near: Socket, triesLeft: number): void => {
    const far = connect(ports[dealt++ % ports.length] ?? 0, '127.0.0.1');
    far.once('connect', () => near.pipe(far).pipe(near));
    far.once('error', () => {
      if (triesLeft > 1 && far.bytesRead === 0 && far.bytesWritten === 0) deal(near, triesLeft - 1);
      else near.destroy();
    });
    far.once('close', (hadError) => hadError || near.destroy());
    near.once('close', () => far.destroy());
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const near of open) near.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
