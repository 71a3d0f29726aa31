import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { cpuMs, monotonicMs, settledMemory } from './measure.ts';
import type { Memory } from './measure.ts';
import type { Session } from './tokens.ts';

/** What a server under test can do, besides what its clients ask. */
export interface Subject {
  /** Ends a session now. */
  revoke(session: Session): void;
  /** Sends `tick` to everybody in the room. */
  tick(seq: number): void;
}

/** What the benchmark asks of the process of a server under test. */
export interface Remote {
  cpu(): number;
  memory(): Promise<Memory>;
  /** Returns when the revocation began, by the clock that processes share. */
  revoke(session: Session): number;
  startTicks(everyMs: number): null;
  /** Sends a last one, which every member can hear, and returns its number. */
  stopTicks(): number;
}

export interface Call {
  readonly name: keyof Remote;
  readonly args: readonly unknown[];
}

/** Runs a server under test in this process, for the process that started it. */
export function serve(attach: (io: Server) => Subject): void {
  const http = createServer();
  const remote = createRemote(attach(new Server(http, { serveClient: false, transports: ['websocket'] })));

  const answer = async ({ name, args }: Call): Promise<void> => {
    const value: unknown = await Reflect.apply(remote[name], undefined, args);
    process.send?.({ value });
  };
  process.on('message', (call: Call) => void answer(call));
  process.on('disconnect', () => process.exit());
  http.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });
  });
}

function createRemote(subject: Subject): Remote {
  let seq = 0;
  let ticking: NodeJS.Timeout | undefined;
  return {
    cpu: cpuMs,
    memory: settledMemory,
    revoke(session) {
      const startedAt = monotonicMs();
      subject.revoke(session);
      return startedAt;
    },
    startTicks(everyMs) {
      ticking = setInterval(() => subject.tick((seq += 1)), everyMs);
      return null;
    },
    stopTicks() {
      clearInterval(ticking);
      subject.tick((seq += 1));
      return seq;
    },
  };
}
