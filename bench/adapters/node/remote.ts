import type { Server } from 'socket.io';
import { cpuMs, monotonicMs } from '../../sessions/support/measure.ts';

/** When a message was sent and when it was heard, by the clock that processes share. */
export interface Receipt {
  readonly seq: number;
  readonly sentAt: number;
  readonly at: number;
}

export interface Flooded {
  readonly broadcasts: number;
  readonly durationMs: number;
}

/** What the benchmark asks of a node. */
export interface Remote {
  /** User and system time of the process, in milliseconds. */
  cpu(): number;
  /** Says something to the room and to the other nodes, again and again. */
  startTicks(everyMs: number): null;
  /** Returns when each was sent; the position is the number. */
  stopTicks(): readonly number[];
  /** What this node has heard from others by `serverSideEmit`. */
  heard(): readonly Receipt[];
  /** Broadcasts as fast as members say that they have heard it, so many at a time. */
  flood(options: { readonly forMs: number; readonly window: number }): Promise<Flooded>;
}

export interface Call {
  readonly id: number;
  readonly name: keyof Remote;
  readonly args: readonly unknown[];
}

const ROOM = 'post:p1';
const FLOOD_DEADLINE_MS = 8000;

export function createRemote(io: Server): Remote {
  const heard: Receipt[] = [];
  let onDone: (count: number) => void = () => undefined;
  io.on('connection', (socket) => {
    void socket.join(ROOM);
    socket.on('done', (count: number) => onDone(count));
  });
  io.on('tick', (seq: number, sentAt: number) => heard.push({ seq, sentAt, at: monotonicMs() }));
  return {
    cpu: cpuMs,
    heard: () => heard,
    ...createTicks(io),
    flood: (options) => flood(io, options, (listener) => (onDone = listener)),
  };
}

function createTicks(io: Server): Pick<Remote, 'startTicks' | 'stopTicks'> {
  const sent: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  const tick = (): void => {
    const [seq, sentAt] = [sent.length, monotonicMs()];
    sent.push(sentAt);
    io.to(ROOM).emit('tick', { seq, sentAt });
    io.serverSideEmit('tick', seq, sentAt);
  };
  return {
    startTicks(everyMs) {
      timer = setInterval(tick, everyMs);
      return null;
    },
    stopTicks() {
      clearInterval(timer);
      return sent;
    },
  };
}

function flood(
  io: Server,
  { forMs, window }: { readonly forMs: number; readonly window: number },
  listen: (onDone: (count: number) => void) => void,
): Promise<Flooded> {
  const startedAt = monotonicMs();
  let sent = 0;
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error('Broadcasts were lost')), FLOOD_DEADLINE_MS);
    const fill = (done: number): void => {
      const durationMs = monotonicMs() - startedAt;
      if (durationMs < forMs) {
        for (; sent < done + window; sent += 1)
          io.to(ROOM).emit('flood', { postId: 'p1', likeCount: sent, version: sent });
      } else if (done >= sent) {
        clearTimeout(deadline);
        resolve({ broadcasts: sent, durationMs });
      }
    };
    listen(fill);
    fill(0);
  });
}
