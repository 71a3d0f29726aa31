import type { Clock } from '../clock.ts';

/** Work that is done again and again. */
export interface Rounds {
  /** Begins the next round at once, unless one is under way or was hastened within the last `everyMs`. */
  hasten(): void;
  close(): void;
}

export interface RoundsOptions {
  readonly clock: Clock;
  /** From the end of a round to the begin of the next. */
  readonly everyMs: number;
  /** Never rejects. */
  readonly round: () => Promise<void>;
}

export function startRounds({ clock, everyMs, round }: RoundsOptions): Rounds {
  let timer: unknown;
  let isClosed = false;
  let isUnderWay = false;
  let hastenedAt = -Infinity;

  const schedule = (afterMs: number): void => {
    clock.clearTimeout(timer);
    if (!isClosed) timer = clock.setTimeout(() => void run(), afterMs);
  };
  const run = async (): Promise<void> => {
    isUnderWay = true;
    await round();
    isUnderWay = false;
    schedule(everyMs);
  };

  schedule(everyMs);
  return {
    hasten() {
      const now = clock.now();
      if (isUnderWay || now - hastenedAt < everyMs) return;
      hastenedAt = now;
      schedule(0);
    },
    close() {
      isClosed = true;
      clock.clearTimeout(timer);
    },
  };
}
