import type { Socket } from 'socket.io-client';
import { readSessionMessage, SESSION_EVENT } from '../protocol/index.ts';
import type { SessionMessage } from '../protocol/index.ts';
import { CLOSED, judgeAck, judgeEvent, SILENCE } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Limits } from './limits.ts';
import { CONNECT } from './packet.ts';
import type { Packet } from './packet.ts';
import { delay, isRecord } from './words.ts';

export interface Connection {
  readonly accepted: true;
  /** The last `session` event, where the server speaks Roomkey's protocol. */
  readonly session: SessionMessage | null;
  /** The CONNECT answer offered connection state recovery. */
  readonly recovery: boolean;
  readonly open: boolean;
  /** All that the server sent, as JSON. */
  readonly heard: readonly string[];
  /** Sends with an acknowledgement asked for. Never rejects. */
  ask(event: string, ...args: readonly unknown[]): Promise<Answer>;
  /** Sends without one. */
  tell(event: string, ...args: readonly unknown[]): void;
  close(): void;
}

export interface Visit {
  readonly connection: Connection;
  readonly settled: () => Promise<void>;
}

/** Listens from before the first packet on. */
export function track(socket: Socket, limits: Limits): Visit {
  let session: SessionMessage | null = null;
  let recovery = false;
  const heard: string[] = [];
  // Names that come without having been asked for say nothing about an event that was sent.
  const chatter = new Set<string>([SESSION_EVENT]);

  socket.io.on('packet', ({ type, data }: Packet) => {
    if (type === CONNECT && isRecord(data)) recovery = 'pid' in data;
  });
  const onAny = (name: string, ...args: unknown[]): void => {
    heard.push(JSON.stringify([name, ...args]));
    if (name === SESSION_EVENT) session = readSessionMessage(args[0]) ?? session;
  };
  const first = (name: string): unknown => chatter.add(name);
  socket.onAny(onAny);

  return {
    async settled() {
      socket.onAny(first);
      await delay(limits.settleMs);
      socket.offAny(first);
    },
    connection: {
      accepted: true,
      get session() {
        return session;
      },
      get recovery() {
        return recovery;
      },
      get open() {
        return socket.connected;
      },
      heard,
      async ask(event, ...args) {
        const answer = await answered(socket, { event, args, chatter, heard, limits });
        await delay(limits.settleMs);
        return answer;
      },
      tell: (event, ...args) => void socket.emit(event, ...args),
      close: () => void socket.disconnect(),
    },
  };
}

interface Question {
  readonly event: string;
  readonly args: readonly unknown[];
  readonly chatter: ReadonlySet<string>;
  readonly heard: string[];
  readonly limits: Limits;
}

function answered(socket: Socket, { event, args, chatter, heard, limits }: Question): Promise<Answer> {
  if (!socket.connected) return Promise.resolve(CLOSED);
  return new Promise((resolve) => {
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      socket.offAny(onAny).off('disconnect', onClose);
      resolve(answer);
    };
    const onAny = (name: string, ...data: unknown[]): void => {
      if (!chatter.has(name)) settle(judgeEvent(name, data));
    };
    const onClose = (): void => settle(CLOSED);
    const timer = setTimeout(() => settle(SILENCE), limits.answerMs);
    socket.onAny(onAny).once('disconnect', onClose);
    socket.emit(event, ...args, (...data: unknown[]) => {
      heard.push(JSON.stringify(['ack', ...data]));
      settle(judgeAck(data));
    });
  });
}
