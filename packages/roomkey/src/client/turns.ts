import { backoffDelay } from './backoff.ts';
import { runAt } from './clock.ts';
import type { ClientClock } from './types.ts';

/** Enough for what a page shows; few enough that a refusal of all of them is no flood. */
const AT_ONCE = 8;

/** Never rejects. Resolves to null when it is done, or to the milliseconds after which it is to be run again. */
export type Task = () => Promise<number | null>;

/**
 * Lets tasks ask the server a few at a time. When it is asked too much, all of them wait, and then go one by one
 * until none is left: to ask on would only use up what a server forgives.
 */
export interface Turns {
  take(task: Task): void;
  /** Starts no task any more. */
  close(): void;
}

export interface TurnsOptions {
  readonly clock: ClientClock;
  readonly random: () => number;
}

export function createTurns({ clock, random }: TurnsOptions): Turns {
  const waiting: Task[] = [];
  let running = 0;
  let atOnce = AT_ONCE;
  let refusals = 0;
  let isClosed = false;
  let cancelPause: (() => void) | null = null;

  const mayStart = (): boolean => !isClosed && cancelPause === null && running < atOnce;

  function proceed(): void {
    if (waiting.length === 0 && running === 0) atOnce = AT_ONCE;
    while (mayStart()) {
      const task = waiting.shift();
      if (task === undefined) return;
      void run(task);
    }
  }

  async function run(task: Task): Promise<void> {
    running += 1;
    const waitMs = await task();
    running -= 1;
    if (waitMs === null) {
      refusals = 0;
    } else {
      waiting.unshift(task);
      pause(waitMs);
    }
    proceed();
  }

  function pause(waitMs: number): void {
    atOnce = 1;
    if (isClosed || cancelPause !== null) return;
    refusals += 1;
    cancelPause = runAt(clock, clock.now() + backoffDelay(refusals, random, waitMs), () => {
      cancelPause = null;
      proceed();
    });
  }

  return {
    take(task) {
      waiting.push(task);
      proceed();
    },
    close() {
      isClosed = true;
      cancelPause?.();
    },
  };
}
