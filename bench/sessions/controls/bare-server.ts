import { serve } from '../support/serve.ts';
import { ROOM } from '../support/sockets.ts';

/** Socket.IO alone: it knows nobody, and lets everybody join. */
serve((io) => {
  io.on('connection', (socket) => {
    socket.on('join-post', ({ postId }) => {
      void socket.join(`post:${postId}`);
      socket.emit('joined-post', { postId });
    });
  });
  return {
    revoke: () => undefined,
    tick: (seq) => io.to(`post:${ROOM.postId}`).emit('tick', { postId: ROOM.postId, seq }),
  };
});
