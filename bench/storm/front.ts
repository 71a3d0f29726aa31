import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join, keepSockets, reset } from '../chaos/cluster/tcp.ts';

/** What stands in front of the servers, in turn; it can go away with everybody, and come back. */
export interface Front extends AsyncDisposable {
  readonly url: string;
  /** Resets every connection, and refuses new ones. */
  readonly goDown: () => void;
  /** Lets everybody through again, to these servers. */
  readonly comeUp: (ports: readonly number[]) => void;
}

export async function startFront(first: readonly number[]): Promise<Front> {
  const { keep, resetAll } = keepSockets();
  let ports = first;
  let isUp = true;
  let dealt = 0;
  const server = createServer({ noDelay: true }, (near) => {
    keep(near);
    if (!isUp) return reset(near);
    const far = connect({ port: ports[dealt++ % ports.length] ?? 0, host: '127.0.0.1', noDelay: true });
    keep(far);
    join(near, far);
  }).listen(0, '127.0.0.1', 4_096);
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    goDown() {
      isUp = false;
      resetAll();
    },
    comeUp(next) {
      ports = next;
      isUp = true;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      resetAll();
      await once(server, 'close');
    },
  };
}
