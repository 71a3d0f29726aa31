import type { Server } from 'socket.io';
import { attachRoomkey } from './attach-roomkey.ts';
import type { BaseUser } from './identity/types.ts';
import type { Authentication, AuthenticationOptions } from './types.ts';

/**
 * Authenticates every connection of a Socket.IO server and leaves the rest to your own handlers, which read
 * `socket.data.user`: a user, or null for an anonymous connection. At expiry the user becomes null and the
 * rooms are left; at revocation the connection is closed. A first step for a server that exists already.
 *
 * Call it before the first connection.
 *
 * @throws TypeError when connection state recovery is on or the server has no HTTP server yet
 * @example
 * attachAuthentication(io, {
 *   verify: secret(process.env.JWT_SECRET ?? '', { algorithms: ['HS256'], issuer, audience }),
 *   loadUser: ({ userId }) => users.find(userId),
 * });
 * io.on('connection', (socket) => socket.emit('hello', socket.data.user?.name ?? 'stranger'));
 */
export function attachAuthentication<User extends BaseUser>(
  io: Server,
  options: AuthenticationOptions<User>,
): Authentication<User> {
  // What the application's own listeners may be sent is for them to bound.
  const limits = { connection: null, user: null };
  const contract = { rooms: {}, requests: {}, events: {}, limits };
  return attachRoomkey(io, { ...options, contract, rooms: {}, requests: {}, undeclared: 'pass' });
}
