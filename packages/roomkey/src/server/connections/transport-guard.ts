import type { Socket } from 'socket.io';

const MAX_REFUSALS = 3;

/**
 * Bounds what one transport can ask for before anybody is known on it: one pending CONNECT per namespace, and
 * three refusals.
 */
export interface TransportGuard {
  /** False: the transport had a CONNECT pending and was closed. */
  enter(socket: Socket): boolean;
  leave(socket: Socket, refused: boolean): void;
}

interface TransportState {
  readonly pending: Set<string>;
  refusals: number;
}

export function createTransportGuard(): TransportGuard {
  const transports = new WeakMap<object, TransportState>();

  const stateOf = (socket: Socket): TransportState => {
    const known = transports.get(socket.conn);
    if (known !== undefined) return known;
    const fresh: TransportState = { pending: new Set(), refusals: 0 };
    transports.set(socket.conn, fresh);
    return fresh;
  };

  return {
    enter(socket) {
      const { pending } = stateOf(socket);
      if (pending.has(socket.nsp.name)) {
        socket.conn.close(true);
        return false;
      }
      pending.add(socket.nsp.name);
      return true;
    },
    leave(socket, refused) {
      const state = stateOf(socket);
      state.pending.delete(socket.nsp.name);
      if (!refused) return;
      state.refusals += 1;
      // After the refusal itself has been written: engine.io flushes what is buffered before it closes.
      if (state.refusals >= MAX_REFUSALS) setImmediate(() => socket.conn.close());
    },
  };
}
