import type { Clock } from '../clock.ts';

/** Runs work at the end of the turn in which it is wanted, and then no more than once in each interval. */
export interface Pace {
  want(): void;
  close(): void;
}

export function createPace(clock: Clock, everyMs: number, work: () => void): Pace {
  let timer: unknown = null;
  let isWanted = false;
  let isClosed = false;

  const run = (): void => {
    if (isClosed) return;
    isWanted = false;
    timer = clock.setTimeout(next, everyMs);
    work();
  };
  const next = (): void => {
    timer = null;
    if (isWanted) run();
  };

  return {
    want() {
      if (isWanted) return;
      isWanted = true;
      if (timer === null) setImmediate(run);
    },
    close() {
      isClosed = true;
      if (timer !== null) clock.clearTimeout(timer);
    },
  };
}
