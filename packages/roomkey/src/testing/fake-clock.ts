import type { Clock } from '../server/index.ts';

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  /** Moves time forward and runs the timers that fall due, in their order. */
  advance(ms: number): void;
  /** Moves time without running timers: an event loop that stood still, or a laptop that slept. */
  jump(ms: number): void;
  /** Timers that are set. */
  readonly timers: number;
}

interface Timer {
  readonly callback: () => void;
  readonly dueAt: number;
}

/**
 * @example
 * const clock = createFakeClock();
 * clock.setTimeout(() => done(), 1000);
 * clock.advance(1000);
 */
export function createFakeClock(startAt: number = Date.UTC(2030, 0, 1)): FakeClock {
  const timers = new Set<Timer>();
  let now = startAt;

  const next = (until: number): Timer | undefined =>
    [...timers].filter(({ dueAt }) => dueAt <= until).toSorted((a, b) => a.dueAt - b.dueAt)[0];

  return {
    now: () => now,
    setTimeout(callback, delayMs) {
      const timer: Timer = { callback, dueAt: now + delayMs };
      timers.add(timer);
      return timer;
    },
    clearTimeout(timer) {
      timers.delete(timer as Timer);
    },
    advance(ms) {
      const end = now + ms;
      for (let timer = next(end); timer !== undefined; timer = next(end)) {
        timers.delete(timer);
        now = Math.max(now, timer.dueAt);
        timer.callback();
      }
      now = end;
    },
    jump(ms) {
      now += ms;
    },
    get timers() {
      return timers.size;
    },
  };
}
