import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Stands between nodes and the bus, and takes it away. */
export interface Proxy extends AsyncDisposable {
  readonly port: number;
  /** Connections are refused, and those there were are closed. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Connections stay open and new ones are accepted, and nothing passes. */
  hang(): void;
  /** What was held back passes on: a network that lost packets for a while. */
  resume(): void;
  /** Old connections stay silent for ever, new ones work: a firewall that has forgotten them. */
  forget(): void;
  /** All connections are closed, and may come again at once. */
  reset(): void;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  isForgotten: boolean;
}

export async function openProxy(url: string): Promise<Proxy> {
  const target = new URL(url);
  const pairs = new Set<Pair>();
  let isHung = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const pair = { near, far, isForgotten: false };
    pairs.add(pair);
    join(pair, () => pairs.delete(pair));
    if (isHung) setPassing(pair, false);
  });
  const port = await listen(server, 0);
  const reset = (): void => {
    for (const { near, far } of pairs) [near, far].forEach((socket) => socket.destroy());
  };
  const setHung = (hung: boolean): void => {
    isHung = hung;
    for (const pair of pairs) if (!pair.isForgotten) setPassing(pair, !hung);
  };
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      reset();
    });
  return {
    port,
    reset,
    stop,
    start: async () => void (await listen(server, port)),
    hang: () => setHung(true),
    resume: () => setHung(false),
    forget() {
      isHung = false;
      for (const pair of pairs) pair.isForgotten = true;
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** Closes one end with the other; a proxy that waits for an orderly end would hide what a process does. */
function join({ near, far }: Pair, onEnd: () => void): void {
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    from.on('data', (data) => to.write(data));
    from.on('error', () => undefined);
    from.on('close', () => {
      to.destroy();
      onEnd();
    });
  }
}

function setPassing({ near, far }: Pair, passes: boolean): void {
  for (const socket of [near, far]) {
    if (passes) socket.resume();
    else socket.pause();
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}
