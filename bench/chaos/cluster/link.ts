import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as passed } from 'node:timers/promises';
import { keepSockets, reset } from './tcp.ts';

/** What a wire does with bytes. `blackhole` and `one-way` hold them back, as TCP does, until the wire is open again. */
export type LinkMode =
  | { readonly kind: 'open' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'blackhole' }
  /** What is asked arrives, no answer does. */
  | { readonly kind: 'one-way' };

/** A wire to a server of this machine. */
export interface Link extends AsyncDisposable {
  readonly port: number;
  readonly set: (mode: LinkMode) => void;
}

const OPEN: LinkMode = { kind: 'open' };
type Direction = 'asking' | 'answering';

export async function linkTo(port: number): Promise<Link> {
  const { keep, resetAll } = keepSockets();
  let mode = OPEN;
  let changed = signal();

  const pass = async (direction: Direction): Promise<void> => {
    if (mode.kind === 'delay') await passed(mode.ms);
    while (holdsBack(mode, direction)) await changed.raised;
  };
  const carry = (from: Socket, to: Socket, direction: Direction): void => {
    let before = Promise.resolve();
    const inOrder = (act: () => void): void => {
      const through = pass(direction);
      before = before.then(() => through).then(act);
    };
    from.on('data', (chunk) => inOrder(() => void (to.destroyed || to.write(chunk))));
    from.on('end', () => inOrder(() => void to.end()));
    from.on('close', () => inOrder(() => void to.destroy()));
  };

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    keep(near);
    if (mode.kind === 'refuse') return reset(near);
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    keep(far);
    far.on('error', () => reset(near));
    carry(near, far, 'asking');
    carry(far, near, 'answering');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    set(next) {
      mode = next;
      if (mode.kind === 'refuse') resetAll();
      changed.raise();
      changed = signal();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      resetAll();
      await once(server, 'close');
    },
  };
}

const holdsBack = ({ kind }: LinkMode, direction: Direction): boolean =>
  kind === 'blackhole' || (kind === 'one-way' && direction === 'answering');

function signal(): { readonly raised: Promise<void>; readonly raise: () => void } {
  let raise = (): void => undefined;
  const raised = new Promise<void>((resolve) => (raise = resolve));
  return { raised, raise };
}
