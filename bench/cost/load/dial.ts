import { WebSocket } from 'ws';
import type { RawData } from 'ws';

const DEADLINE_MS = 30_000;

export interface Dialled {
  readonly send: (text: string) => void;
  readonly close: () => void;
}

export interface DialOptions {
  readonly url: string;
  /** Gets every message until `ready` was called, and goes on getting them. */
  readonly onText: (text: string, socket: Dialled) => void;
  readonly onOpen?: (socket: Dialled) => void;
}

/** What a wire calls once the server has accepted it, or with what it refused. */
export interface Outcome {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Opens a WebSocket as cheaply as `ws` can, and waits until its wire says that it was accepted. */
export function dial(connect: (outcome: Outcome) => DialOptions): Promise<Dialled> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Not accepted in time')), DEADLINE_MS);
    const outcome: Outcome = {
      resolve() {
        clearTimeout(timer);
        resolve(dialled);
      },
      reject(error) {
        clearTimeout(timer);
        reject(error);
      },
    };
    const { url, onText, onOpen } = connect(outcome);
    const socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true });
    const dialled: Dialled = { send: (text) => socket.send(text), close: () => socket.terminate() };
    socket.on('open', () => onOpen?.(dialled));
    socket.on('message', (data: RawData) => onText((data as Buffer).toString(), dialled));
    socket.on('error', outcome.reject);
    socket.on('close', () => outcome.reject(new Error('Closed before it was accepted')));
  });
}
