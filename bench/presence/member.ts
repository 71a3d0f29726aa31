import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A client that reads no more than it must: it counts what it is told of who is there. */
export interface Member {
  /** Resolves when the server has answered. */
  ask(event: 'join-post' | 'leave-post'): Promise<void>;
  readonly presence: { frames: number; bytes: number };
  close(): void;
}

const PAYLOAD = '{"postId":"p1"}';

export async function openMember(port: number, token: string): Promise<Member> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
  const presence = { frames: 0, bytes: 0 };
  let answered: (() => void) | null = null;
  const next = (): Promise<void> => new Promise((resolve) => (answered = resolve));

  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    if (text === '2') return socket.send('3');
    if (text.startsWith('42["presence-')) {
      presence.frames += 1;
      presence.bytes += data.length;
    } else if (text.startsWith('42["session"') || text.startsWith('430')) {
      if (text.includes('"ok":false')) throw new Error(`Refused: ${text}`);
      answered?.();
    }
  });
  await once(socket, 'open');
  const connected = next();
  socket.send(`40${JSON.stringify({ token })}`);
  await connected;
  return {
    presence,
    ask(event) {
      const answer = next();
      socket.send(`420["${event}",${PAYLOAD}]`);
      return answer;
    },
    close: () => socket.terminate(),
  };
}
