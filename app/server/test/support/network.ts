import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A wire to a server that can be cut, or go silent, and be mended. */
export interface Network extends AsyncDisposable {
  readonly port: number;
  /** Connections are reset, and new ones too. */
  readonly cut: () => void;
  /** Nothing passes any more, but nobody is told. */
  readonly freeze: () => void;
  /** What was held back passes, on the connections that there were. */
  readonly thaw: () => void;
  readonly mend: () => void;
}

export async function networkTo(host: string, port: number): Promise<Network> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'frozen' = 'open';
  const server = createServer((near) => {
    near.on('error', () => {});
    near.on('close', () => sockets.delete(near));
    sockets.add(near);
    if (state === 'cut') return near.resetAndDestroy();
    if (state === 'frozen') return near.pause();
    const far = connect(port, host);
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far).pipe(near);
    pairs.add([near, far]);
    return near;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const destroyAll = (): void => sockets.forEach((near) => near.resetAndDestroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = 'cut';
      destroyAll();
    },
    freeze() {
      state = 'frozen';
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
      }
    },
    thaw() {
      state = 'open';
      for (const [near, far] of pairs) near.pipe(far).pipe(near);
    },
    mend() {
      state = 'open';
      destroyAll();
    },
    async [Symbol.asyncDispose]() {
      destroyAll();
      server.close();
      await once(server, 'close');
    },
  };
}
