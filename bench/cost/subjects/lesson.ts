import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import jwt from 'jsonwebtoken';
import type { JwtPayload } from 'jsonwebtoken';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import { SECRET } from '../application/tokens.ts';
import { users } from '../application/users.ts';
import { handleSignedIn } from './signed-in.ts';

export function start(): HttpServer {
  const http = createServer();
  const io = new Server(http, { serveClient: false, transports: ['websocket'] });
  io.use((socket, next) => void authenticate(socket, next));
  io.on('connection', (socket) => handleSignedIn(io, socket, socket.data.user));
  return http;
}

async function authenticate(socket: Socket, next: (error?: Error) => void): Promise<void> {
  const { token } = socket.handshake.auth;
  socket.data.user = null;
  if (!token) return next();
  try {
    const { sub } = jwt.verify(String(token), SECRET) as JwtPayload;
    socket.data.user = await users.find(String(sub));
    return next();
  } catch (error) {
    return error instanceof jwt.TokenExpiredError ? next() : next(new Error('Authentication error'));
  }
}
