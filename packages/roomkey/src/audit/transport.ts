import type { Manager } from 'socket.io-client';
import type { Dialer } from './connect.ts';
import { Unreachable } from './failures.ts';
import { CONNECT, CONNECT_ERROR } from './packet.ts';
import type { Packet } from './packet.ts';
import { delay, isRecord } from './words.ts';

const STEP_MS = 20;

/** A transport below the client, which would send one CONNECT only. */
export interface Transport {
  readonly open: boolean;
  /** Answers to CONNECT packets so far. */
  readonly accepted: number;
  readonly refused: number;
  /** Asks for a place in the namespace of the URL. */
  requestConnect(auth: Readonly<Record<string, unknown>>): void;
  /** False when it did not become true in time. */
  until(condition: () => boolean, withinMs: number): Promise<boolean>;
  close(): void;
}

/** @throws Unreachable */
export async function openTransport({ client, url, limits }: Dialer): Promise<Transport> {
  const options = { autoConnect: false, reconnection: false, transports: ['websocket'] };
  const manager = new client.Manager(`${url.origin}${url.search}`, {
    ...options,
    timeout: limits.connectMs,
  });
  const ids = new Set<unknown>();
  let refused = 0;
  let open = true;
  manager.on('close', () => (open = false));
  manager.on('packet', ({ type, data }: Packet) => {
    if (type === CONNECT && isRecord(data)) ids.add(data['sid']);
    if (type === CONNECT_ERROR) refused += 1;
  });
  await started(manager);

  return {
    get open() {
      return open;
    },
    get accepted() {
      return ids.size;
    },
    get refused() {
      return refused;
    },
    requestConnect(auth) {
      const namespace = url.pathname === '/' ? '' : `${url.pathname},`;
      if (open) manager.engine.send(`${CONNECT}${namespace}${JSON.stringify(auth)}`);
    },
    async until(condition, withinMs) {
      for (let waited = 0; waited < withinMs && !condition(); waited += STEP_MS) await delay(STEP_MS);
      return condition();
    },
    close: () => void manager.engine.close(),
  };
}

function started(manager: Manager): Promise<void> {
  return new Promise((resolve, reject) => {
    manager.open((error) => (error === undefined ? resolve() : reject(new Unreachable(error.message))));
  });
}
