import type { Server } from 'socket.io';
import { installDelivery } from '../../../packages/roomkey/src/server/delivery/install.ts';

/** Socket.IO alone, or (`delivery`) with nothing of Roomkey but how frames leave. */
export function attach(io: Server, variant: string): void {
  if (variant === 'delivery') installDelivery(io);
  io.on('connection', (socket) => {
    socket.on('join-board', ({ id }, ack) => {
      void socket.join(`board:${id}`);
      ack({ ok: true });
    });
    socket.on('echo', ({ seq }, ack) => ack({ ok: true, data: { seq } }));
    socket.on('publish', ({ id, seq }, ack) => {
      io.to(`board:${id}`).emit('tick', { id, seq });
      ack({ ok: true });
    });
  });
}
