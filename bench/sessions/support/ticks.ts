import type { Socket } from 'socket.io-client';

const DEADLINE_MS = 10_000;

/** Counts the numbered events that one member of the room hears, on whatever connection it has. */
export interface TickCount {
  /** The first event was heard. */
  readonly first: Promise<void>;
  /** Goes on counting on another connection. */
  listen(socket: Socket): void;
  /** How many between the first one heard and `last` were not. @throws when `last` does not come */
  missedUntil(last: number): Promise<number>;
}

export function countTicks(socket: Socket): TickCount {
  const heard = new Set<number>();
  const waiting: (() => void)[] = [];

  const until = (isReached: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('An event did not come')), DEADLINE_MS);
      const check = (): void => {
        if (!isReached()) return;
        clearTimeout(timer);
        resolve();
      };
      waiting.push(check);
      check();
    });

  const listen = (next: Socket): void => {
    next.on('tick', ({ seq }: { readonly seq: number }) => {
      heard.add(seq);
      for (const check of waiting) check();
    });
  };

  listen(socket);
  return {
    listen,
    first: until(() => heard.size > 0),
    async missedUntil(last) {
      await until(() => heard.has(last));
      return last - Math.min(...heard) + 1 - heard.size;
    },
  };
}
