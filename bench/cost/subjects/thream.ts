import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import { authorize } from '@thream/socketio-jwt';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import { SECRET } from '../application/tokens.ts';
import { users } from '../application/users.ts';
import type { User } from '../application/users.ts';
import { handleSignedIn } from './signed-in.ts';

export function start(): HttpServer {
  const http = createServer();
  const io = new Server(http, { serveClient: false, transports: ['websocket'] });
  io.use(
    authorize({
      secret: SECRET,
      algorithms: ['HS256'],
      onAuthentication: ({ sub }: { readonly sub: string }) => users.find(sub),
    }),
  );
  io.on('connection', (socket: Socket & { readonly user?: User }) =>
    handleSignedIn(io, socket, socket.user ?? null),
  );
  return http;
}
