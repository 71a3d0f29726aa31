import type { Server, Socket } from 'socket.io';
import { addLike } from '../application/board.ts';
import type { Line } from '../application/board.ts';
import type { User } from '../application/users.ts';

type Reply = (answer: object) => void;

/** Handlers as one writes them by hand: each asks whether somebody was found when the connection began. */
export function handleSignedIn(io: Server, socket: Socket, user: User | null): void {
  const on = (name: string, handler: (payload: Line) => object | undefined): void => {
    socket.on(name, (payload: Line, reply: Reply) => {
      if (!user) return socket.emit('error', { message: 'Authentication required' });
      return reply({ ok: true, data: handler(payload) });
    });
  };
  on('join-post', ({ postId }) => {
    void socket.join(`post:${postId}`);
    return undefined;
  });
  on('save-note', ({ text }) => ({ text }));
  on('say', ({ postId, seq, text }) => {
    io.to(`post:${postId}`).emit('said', { postId, seq, text });
    return undefined;
  });
  on('like-post', ({ postId }) => {
    const likes = addLike();
    io.to(`post:${postId}`).emit('like-update', { postId, ...likes });
    return likes;
  });
}
