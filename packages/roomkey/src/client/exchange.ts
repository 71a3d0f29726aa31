import type { Socket } from 'socket.io-client';
import { RoomkeyError } from '../errors/index.ts';
import { fromWireError, readAck } from '../protocol/index.ts';

/**
 * Sends one event on one connected socket and resolves with the data of its acknowledgement. Rejects with the
 * server's denial, with `unavailable` when the connection is lost first, and with the signal's reason.
 */
export function exchange(
  socket: Socket,
  [event, payload]: readonly [event: string, payload: unknown],
  signal: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onDisconnect = () => settle(() => reject(new RoomkeyError('unavailable')));
    const onAbort = () => settle(() => reject(signal.reason));
    const settle = (finish: () => void) => {
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
        if (ack.ok) resolve(ack.data);
        else reject(fromWireError(ack.error));
      }),
    );
  });
}
