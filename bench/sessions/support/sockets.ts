import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';

const DEADLINE_MS = 30_000;
const AT_ONCE = 50;

/** The room of every connection: the lesson's wire, which all servers under test speak. */
export const ROOM = { postId: 'p1' };

/** A connection with a token, not yet in the room. */
function open(url: string, token: string): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { token } });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Not connected in time')), DEADLINE_MS);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    socket.once('connect', () => settle(() => resolve(socket)));
    socket.once('connect_error', (error) => settle(() => reject(error)));
  });
}

/** As `open`, and in the room. `prepare` sees the connection before it can hear anything. */
export async function openMember(
  url: string,
  token: string,
  prepare: (socket: Socket) => void = () => undefined,
): Promise<Socket> {
  const socket = await open(url, token);
  prepare(socket);
  const joined = heard(socket, 'joined-post');
  socket.emit('join-post', ROOM);
  await joined;
  return socket;
}

/** Members, one for each token, in its order. */
export async function openMembers(url: string, tokens: readonly string[]): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  for (let start = 0; start < tokens.length; start += AT_ONCE) {
    const batch = tokens.slice(start, start + AT_ONCE);
    sockets.push(...(await Promise.all(batch.map((token) => openMember(url, token)))));
  }
  return sockets;
}

export function closeAll(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.disconnect();
}

/** The moment of the next event that is meant, by a clock. */
export function heardAt(
  socket: Socket,
  event: string,
  { now, isMeant = () => true }: { now: () => number; isMeant?: (value: unknown) => boolean },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No "${event}" in time`)), DEADLINE_MS);
    const listener = (value: unknown): void => {
      if (!isMeant(value)) return;
      const at = now();
      clearTimeout(timer);
      socket.off(event, listener);
      resolve(at);
    };
    socket.on(event, listener);
  });
}

const heard = (socket: Socket, event: string): Promise<number> => heardAt(socket, event, { now: Date.now });
