import { once } from 'node:events';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join, keepSockets, reset } from './tcp.ts';

const CHECK_EVERY_MS = 500;
const CHECK_TIMEOUT_MS = 1_000;

/** What stands in front of the servers: it deals connections in turn to those that say that they are ready. */
export interface Balancer extends AsyncDisposable {
  readonly url: string;
  /** Resets every connection, as a proxy that restarts does. */
  readonly cutAll: () => void;
}

export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const ready = new Set<number>(ports);
  const { keep, resetAll } = keepSockets();
  let turn = 0;

  const check = async (port: number): Promise<void> => {
    if (await isReady(port)) ready.add(port);
    else ready.delete(port);
  };
  const timer = setInterval(() => ports.forEach((port) => void check(port)), CHECK_EVERY_MS);
  // With nobody ready any server is as good as another, and says itself what is wrong.
  const inTurn = (): readonly number[] => {
    turn += 1;
    const from = turn % ports.length;
    const dealt = [...ports.slice(from), ...ports.slice(0, from)];
    return [...dealt.filter((port) => ready.has(port)), ...dealt.filter((port) => !ready.has(port))];
  };
  const dial = (near: Socket, [port, ...others]: readonly number[]): void => {
    if (port === undefined) return reset(near);
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    keep(far);
    far.once('connect', () => {
      far.off('error', next);
      join(near, far);
    });
    const next = (): void => dial(near, others);
    far.once('error', next);
  };

  const server = createServer({ noDelay: true }, (near) => {
    keep(near);
    dial(near, inTurn());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAll: resetAll,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      server.close();
      resetAll();
      await once(server, 'close');
    },
  };
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
    const request = get({ port, host: '127.0.0.1', path: '/readyz', agent: false, signal }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}
