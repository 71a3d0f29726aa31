import type { Server, Socket } from 'socket.io';
import { likes } from './data.ts';
import type { User } from './data.ts';

interface PostRef {
  readonly postId: string;
}

interface Typing extends PostRef {
  readonly userName?: string;
  readonly isTyping: boolean;
}

export function handleEvents(io: Server, socket: Socket): void {
  // MISTAKE 3: who this is gets decided once. The token may end, the user may log in, out or be banned:
  // the connection goes on as whom it began.
  const user: User | null = socket.data.user;

  // MISTAKE 4: a payload is taken apart before anybody has looked whether it is there. One packet without
  // one throws where nobody catches, and ends the process.
  // MISTAKE 5: whatever is called an id is used as one.
  socket.on('join-post', ({ postId }: PostRef) => {
    if (user === null) return socket.emit('error', { message: 'Log in to join' });
    void socket.join(`post:${postId}`);
    return socket.emit('joined-post', { postId });
  });

  socket.on('typing', ({ postId, userName, isTyping }: Typing) => {
    if (user === null) return;
    // MISTAKE 2: the name that others read is the one that the client sent.
    socket.to(`post:${postId}`).emit('user-typing', { userName: userName ?? user.name, isTyping });
  });

  socket.on('like-post', ({ postId }: PostRef) => {
    if (user === null) return socket.emit('error', { message: 'Log in to like' });
    const fans = likes.get(postId)?.add(user.id);
    return io.to(`post:${postId}`).emit('like-update', { likeCount: fans?.size ?? 0 });
  });

  socket.on('view-post', ({ postId }: PostRef) => socket.emit('viewing', { postId }));
}
