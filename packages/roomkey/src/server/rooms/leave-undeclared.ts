import type { Connection } from '../connections/connection.ts';
import type { BaseUser } from '../identity/types.ts';

/** Leaves the Socket.IO rooms that no contract knows: nobody can say that the new identity may be in them. */
export function leaveUndeclaredRooms<User extends BaseUser>({ socket, rooms }: Connection<User>): void {
  const known = new Set([socket.id, ...rooms.map(({ key }) => key)]);
  for (const room of socket.rooms) if (!known.has(room)) void socket.leave(room);
}
