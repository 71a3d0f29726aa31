import type { Socket } from 'socket.io-client';
import { RoomkeyError } from '../errors/index.ts';
import { fromWireError, readAck } from '../protocol/index.ts';

export interface Waiting {
  readonly signal: AbortSignal;
  /** Called with the data before anything that the server sent after it is heard, which a promise is too late for. */
  readonly onData?: (data: unknown) => void;
}

/**
 * Sends one event on one connected socket and resolves with the data of its acknowledgement. Rejects with the
 * server's denial, with `unavailable` when the connection is lost first, and with the signal's reason.
 */
export function exchange(
  socket: Socket,
  [event, payload]: readonly [event: string, payload: unknown],
  { signal, onData }: Waiting,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onDisconnect = () => settle(() => reject(new RoomkeyError('unavailable')));
    const onAbort = () => settle(() => reject(signal.reason));
    let isOver = false;
    const settle = (finish: () => void) => {
      if (isOver) return;
      isOver = true;
      socket.off('disconnect', onDisconnect);
      signal.removeEventListener('abort', onAbort);
      finish();
    };
    if (signal.aborted) return reject(signal.reason);
    socket.on('disconnect', onDisconnect);
    signal.addEventListener('abort', onAbort);
    socket.emit(event, payload, (answer: unknown) =>
      settle(() => {
        const ack = readAck(answer);
        if (!ack.ok) return reject(fromWireError(ack.error));
        resolve(ack.data);
        onData?.(ack.data);
      }),
    );
  });
}
