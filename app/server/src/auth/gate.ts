import { RoomkeyError } from 'roomkey/contract';

const RETRY_AFTER_MS = 2_000;

export interface GateOptions {
  readonly atOnce: number;
  readonly waiting: number;
}

/** Runs work, so many at once, and lets so many wait. */
export interface Gate {
  /** @throws RoomkeyError `unavailable` when too many wait already */
  <Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createGate({ atOnce, waiting }: GateOptions): Gate {
  const queue: (() => void)[] = [];
  let free = atOnce;
  const enter = async (): Promise<void> => {
    if (free > 0) {
      free -= 1;
      return;
    }
    if (queue.length >= waiting) throw new RoomkeyError('unavailable', { retryAfterMs: RETRY_AFTER_MS });
    await new Promise<void>((resolve) => void queue.push(resolve));
  };
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
