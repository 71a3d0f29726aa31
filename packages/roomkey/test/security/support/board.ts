import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import type { Socket } from 'socket.io-client';
import { startProcess } from './board-process.ts';
import type { BoardProcess } from './board-process.ts';
import { restOf } from './people.ts';
import type { Person, Rest } from './people.ts';
import { connectTransport } from './raw-transport.ts';
import type { RawTransport } from './raw-transport.ts';
import { ask, sessionOf, socketTo } from './sockets.ts';
import type { ConnectOptions } from './sockets.ts';

/** A process has to start, and attacks share the machine with whom they attack. */
const timeouts = { hookTimeout: 120_000, testTimeout: 30_000 };

/** A running board and people on it, who want to be served whatever others do. */
export interface Board extends BoardProcess, Rest {
  /** A post of somebody whom nobody attacks. */
  readonly postId: string;
  /** The person of that name, who signs up the first time. */
  readonly person: (name: string) => Promise<Person>;
  /** Somebody else's socket, connected and told who it is; closed with the board. */
  readonly connect: (person?: Pick<Person, 'token'>, options?: ConnectOptions) => Promise<Socket>;
  readonly transport: (person?: Pick<Person, 'token'>) => Promise<RawTransport>;
  /** How long a newcomer waits to be connected and given an answer that needs the database, in milliseconds. */
  readonly answerTime: () => Promise<number>;
  /** The same process still serves, in time, and has met no failure that it does not expect. */
  readonly expectAlive: () => Promise<void>;
}

export async function startBoard(variables: Readonly<Record<string, string>> = {}): Promise<Board> {
  const process = await startProcess(variables);
  const rest = restOf(process.url);
  const open: (() => void)[] = [];
  const known = new Map<string, Promise<Person>>();
  const person: Board['person'] = (name) => {
    const signedUp = known.get(name) ?? rest.signUp(name);
    known.set(name, signedUp);
    return signedUp;
  };
  const connect: Board['connect'] = async (as, options = {}) => {
    const auth = as === undefined ? {} : { token: as.token };
    const socket = socketTo(process.url, { auth, ...options });
    open.push(() => socket.disconnect());
    await sessionOf(socket);
    return socket;
  };
  const owner = await rest.signUp('Onlooker');
  const postId = await rest.post(owner);

  const answerTime = async (): Promise<number> => {
    const asked = performance.now();
    const onlooker = await connect();
    expect(await ask(onlooker, 'join-watch', { postId })).toEqual({ ok: true, data: { postId } });
    onlooker.disconnect();
    return performance.now() - asked;
  };
  return {
    ...process,
    ...rest,
    postId,
    person,
    connect,
    async transport(as) {
      const transport = await connectTransport(process.url, as?.token);
      open.push(transport.close);
      return transport;
    },
    answerTime,
    async expectAlive() {
      expect(process.isRunning()).toBe(true);
      expect(await answerTime()).toBeLessThan(1_000);
      expect(faultsIn(process.output())).toEqual([]);
    },
    async close() {
      open.forEach((end) => end());
      await process.close();
    },
  };
}

/** What a process writes when something was not contained, or was answered as a fault of its own. */
const faultsIn = (output: string): readonly string[] =>
  output.split('\n').filter((line) => /uncaught|unhandled|"level":[56]0/i.test(line));

/** One board for the tests of a file; each test ends with the proof that it lives. */
export function useBoard(variables: Readonly<Record<string, string>> = {}): () => Board {
  vi.setConfig(timeouts);
  let board: Board | undefined;
  const current = (): Board => {
    if (board === undefined) throw new Error('The board has not started');
    return board;
  };
  beforeAll(async () => void (board = await startBoard(variables)));
  afterEach(() => current().expectAlive());
  afterAll(() => board?.close());
  return current;
}
