import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** Whether something accepts connections on a port of this machine. */
export function answersOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Node 20 never lets go of a socket that is reset while its last bytes are on their way. */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** Sockets that are open; errors of theirs are only the end of them. */
export function keepSockets(): { readonly keep: (socket: Socket) => void; readonly resetAll: () => void } {
  const open = new Set<Socket>();
  return {
    keep(socket) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    },
    resetAll: () => [...open].forEach(reset),
  };
}

/** Passes on what either side says, until either is gone. */
export function join(near: Socket, far: Socket): void {
  if (near.destroyed) return void far.destroy();
  near.on('close', () => far.destroy());
  far.on('close', () => near.destroy());
  near.pipe(far).pipe(near);
}
