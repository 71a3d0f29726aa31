import type { Server } from 'socket.io';

export interface ConnectionCounts {
  readonly authenticated: number;
  readonly anonymous: number;
}

/**
 * Counts the connections of this server by who they are now. Counting up and down with events would have to know every
 * way in which a user is lost and found; looking is always right, and a scrape can wait for some milliseconds.
 */
export function countConnections(io: Server): ConnectionCounts {
  let authenticated = 0;
  const { sockets } = io.sockets;
  for (const socket of sockets.values()) if (hasUser(socket.data)) authenticated += 1;
  return { authenticated, anonymous: sockets.size - authenticated };
}

function hasUser(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'user' in data && data.user !== null;
}
