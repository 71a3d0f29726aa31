import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import { monotonicMs } from '../../sessions/support/measure.ts';

/** When a client heard what, by the clock that processes share. */
export interface Heard {
  /** It was told `session_revoked`, or that it left the room. */
  told: number | null;
  closed: number | null;
}

/** A member of the room that reads no more of a message than it must. */
export interface Client {
  readonly heard: Heard;
  close(): void;
}

const JOIN = '420["join-post",{"postId":"p1"}]';

/** @throws with the code, when the handshake or the join is refused */
export async function openClient(port: number, token: string): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
  });
  const heard: Heard = { told: null, closed: null };
  const member = new Promise<void>((resolve, reject) => {
    socket.on('error', reject).on('close', () => {
      heard.closed = monotonicMs();
      reject(new Error('closed'));
    });
    socket.on('message', (data: RawData) => {
      const text = (data as Buffer).toString();
      if (text === '2') socket.send('3');
      else if (text.startsWith('40')) socket.send(JOIN);
      else if (text.startsWith('44') || text.startsWith('430[{"ok":false')) reject(new Error(codeIn(text)));
      else if (text.startsWith('430')) resolve();
      else if (isEnd(text)) heard.told ??= monotonicMs();
    });
  });
  // Refused before it is open, it is refused all the same.
  member.catch(() => undefined);
  await Promise.race([once(socket, 'open'), member]);
  socket.send(`40${JSON.stringify({ token })}`);
  try {
    await member;
  } catch (error) {
    socket.terminate();
    throw error;
  }
  return { heard, close: () => socket.terminate() };
}

const isEnd = (text: string): boolean =>
  text.startsWith('42["left-post"') ||
  (text.startsWith('42["session"') && text.includes('"session_revoked"'));

const codeIn = (text: string): string => /"code":"(\w+)"/.exec(text)?.[1] ?? text;
