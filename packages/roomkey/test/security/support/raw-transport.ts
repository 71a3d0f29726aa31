import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';

const DEADLINE_MS = 10_000;

/** An Engine.IO transport without a Socket.IO client, which would not send what an attacker does. */
export interface RawTransport {
  /** The text frames that came so far. */
  readonly frames: readonly string[];
  /** Settles with the WebSocket's close code. */
  readonly closed: Promise<number>;
  readonly socket: WebSocket;
  readonly send: (frame: string | Uint8Array) => void;
  /** Connects to the main namespace; settles with the frame that answers. */
  readonly connect: (auth?: object) => Promise<string>;
  /** Settles with the acknowledgement. `payload` is the JSON to send, which may be none that a client would make. */
  readonly request: (name: string, payload: string) => Promise<unknown>;
  /** The first frame that passes, of those that came and those to come. */
  readonly frame: (test: (frame: string) => boolean) => Promise<string>;
  readonly close: () => void;
}

export async function openTransport(url: string, options: ClientOptions = {}): Promise<RawTransport> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, options);
  const transport = transportOver(socket);
  await once(socket, 'open', { signal: AbortSignal.timeout(DEADLINE_MS) });
  await transport.frame((frame) => frame.startsWith('0'));
  return transport;
}

/** A transport that is connected to the main namespace. */
export async function connectTransport(url: string, token?: string): Promise<RawTransport> {
  const transport = await openTransport(url);
  const answer = await transport.connect(token === undefined ? {} : { token });
  if (!answer.startsWith('40')) throw new Error(`Refused: ${answer}`);
  return transport;
}

function transportOver(socket: WebSocket): RawTransport {
  const frames: string[] = [];
  const waiting = new Set<(frame: string) => void>();
  let requests = 100;
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) return;
    const frame = data.toString();
    if (frame === '2') socket.send('3');
    frames.push(frame);
    waiting.forEach((tell) => tell(frame));
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));

  const frame: RawTransport['frame'] = (test) => {
    const past = frames.find(test);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        waiting.delete(tell);
        clearTimeout(timer);
        finish();
      };
      const tell = (next: string): void => void (test(next) && settle(() => resolve(next)));
      const fail = (why: string) => (): void => settle(() => reject(new Error(why)));
      const timer = setTimeout(fail('No such frame came'), DEADLINE_MS);
      void closed.then(fail('The transport was closed'));
      waiting.add(tell);
    });
  };
  const send: RawTransport['send'] = (data) => socket.send(data);

  return {
    frames,
    closed,
    socket,
    send,
    frame,
    connect(auth = {}) {
      send(`40${JSON.stringify(auth)}`);
      return frame((answer) => /^4[04]/.test(answer));
    },
    async request(name, payload) {
      const id = (requests += 1);
      send(`42${id}[${JSON.stringify(name)},${payload}]`);
      const answer = await frame((next) => next.startsWith(`43${id}[`));
      return JSON.parse(answer.slice(`43${id}`.length))[0];
    },
    close: () => socket.terminate(),
  };
}
