import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import { ROOM, addLike } from '../application/board.ts';
import type { Line, Note } from '../application/board.ts';

type Reply = (answer: object) => void;

export function start(): HttpServer {
  const http = createServer();
  const io = new Server(http, { serveClient: false, transports: ['websocket'] });
  io.on('connection', (socket) => handle(io, socket));
  return http;
}

function handle(io: Server, socket: Socket): void {
  socket.on('join-post', ({ postId }: Note, reply: Reply) => {
    void socket.join(`post:${postId}`);
    reply({ ok: true });
  });
  socket.on('save-note', ({ text }: Note, reply: Reply) => reply({ ok: true, data: { text } }));
  socket.on('say', (line: Line, reply: Reply) => {
    io.to(ROOM).emit('said', line);
    reply({ ok: true });
  });
  socket.on('like-post', ({ postId }: Note, reply: Reply) => {
    const likes = addLike();
    io.to(ROOM).emit('like-update', { postId, ...likes });
    reply({ ok: true, data: likes });
  });
}
