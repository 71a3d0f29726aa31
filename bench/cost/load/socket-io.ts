import { dial } from './dial.ts';
import { createExchange } from './exchange.ts';
import type { Link, OpenLink, RequestName, Target } from './link.ts';

/** How requests look inside a packet, and how its answers say that all went well. */
export interface SocketIoDialect {
  /** What follows CONNECT. */
  readonly auth: (token: string) => string;
  readonly packet: (name: RequestName, input: object) => readonly unknown[];
  readonly isOk: (answer: string) => boolean;
}

export interface SocketIoLink extends Link {
  /** Sends a packet as it is. */
  send(packet: readonly unknown[], onAnswer: () => void): void;
}

const PLAIN: SocketIoDialect = {
  auth: (token) => JSON.stringify({ token }),
  packet: (name, input) => [name, input],
  isOk: (answer) => answer.includes('"ok":true'),
};

export const openSocketIo: OpenLink = (target) => openWith(PLAIN, target);

/** `Bearer` before the token, and nothing else. */
export const openBearer: OpenLink = (target) =>
  openWith({ ...PLAIN, auth: (token) => JSON.stringify({ token: `Bearer ${token}` }) }, target);

/** Engine.IO and Socket.IO packets by hand: the first characters say what a packet is. */
export async function openWith(dialect: SocketIoDialect, { address, token }: Target): Promise<SocketIoLink> {
  const exchange = createExchange();
  const answered = (text: string): void => {
    const start = text.indexOf('[');
    exchange.settle(Number(text.slice(2, start)), dialect.isOk(text), text);
  };
  const link: SocketIoLink = {
    onEvent: () => undefined,
    send: (packet, onAnswer) => socket.send(`42${exchange.add(onAnswer)}${JSON.stringify(packet)}`),
    request: (name, input, onAnswer) => link.send(dialect.packet(name, input), onAnswer),
    close: () => socket.close(),
  };
  const socket = await dial((outcome) => ({
    url: `ws://${address}/socket.io/?EIO=4&transport=websocket`,
    onText(text, { send }) {
      if (text.startsWith('42')) link.onEvent(text);
      else if (text.startsWith('43')) answered(text);
      else if (text.startsWith('40')) outcome.resolve();
      else if (text.startsWith('44')) outcome.reject(new Error(text));
      else if (text.startsWith('2')) send('3');
      else if (text.startsWith('0')) send(`40${dialect.auth(token)}`);
    },
  }));
  return link;
}
