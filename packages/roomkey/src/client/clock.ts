import type { ClientClock } from './types.ts';

/** Longer timers fire at once in every engine. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: ClientClock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => globalThis.setTimeout(callback, delayMs),
  clearTimeout: (timer) => globalThis.clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/**
 * Runs a callback when the clock has reached a deadline. The clock is asked each time a timer fires, since
 * timers are late after sleep and cannot be longer than 24 days.
 */
export function runAt(clock: ClientClock, deadline: number, callback: () => void): () => void {
  let timer: unknown;
  const check = () => {
    const left = deadline - clock.now();
    if (left <= 0) callback();
    else timer = clock.setTimeout(check, Math.min(left, LONGEST_TIMER_MS));
  };
  timer = clock.setTimeout(check, Math.min(Math.max(deadline - clock.now(), 0), LONGEST_TIMER_MS));
  return () => clock.clearTimeout(timer);
}
