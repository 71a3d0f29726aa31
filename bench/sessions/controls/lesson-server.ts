import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { Server, Socket } from 'socket.io';
import { serve } from '../support/serve.ts';
import { ROOM } from '../support/sockets.ts';
import { KEY, PROFILE } from '../support/tokens.ts';
import { findUser } from '../support/users.ts';

/**
 * What one writes without a library: the token is verified in `io.use`, the user looked up, a timer for each
 * socket disconnects it when the token runs out, and a room for each user lets all its sockets be found.
 */
serve((io) => {
  io.use((socket, next) => {
    authenticate(socket).then(
      () => next(),
      () => next(new Error('Authentication error')),
    );
  });
  io.on('connection', onConnection);
  return {
    revoke: ({ userId }) => io.in(`user:${userId}`).disconnectSockets(true),
    tick: (seq) => tickRoom(io, seq),
  };
});

async function authenticate(socket: Socket): Promise<void> {
  const payload = await verify(String(socket.handshake.auth['token'] ?? ''));
  socket.data.user = payload?.sub === undefined ? null : await findUser(payload.sub);
  socket.data.expiresAt = (payload?.exp ?? 0) * 1000;
}

async function verify(token: string): Promise<JWTPayload | null> {
  if (token === '') return null;
  const { issuer, audience, algorithms } = PROFILE;
  try {
    const { payload } = await jwtVerify(token, KEY, { issuer, audience, algorithms: [...algorithms] });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) return null;
    throw error;
  }
}

function onConnection(socket: Socket): void {
  const { user, expiresAt } = socket.data;
  socket.on('join-post', ({ postId }) => {
    if (!user) return socket.emit('error', { message: 'Authentication required to join rooms' });
    void socket.join(`post:${postId}`);
    return socket.emit('joined-post', { postId });
  });
  if (!user) return;
  void socket.join(`user:${user.id}`);
  const timer = setTimeout(() => socket.disconnect(true), expiresAt - Date.now());
  socket.on('disconnect', () => clearTimeout(timer));
}

function tickRoom(io: Server, seq: number): void {
  io.to(`post:${ROOM.postId}`).emit('tick', { postId: ROOM.postId, seq });
}
