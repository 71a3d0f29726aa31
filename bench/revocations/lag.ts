import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;

/** How late the event loop of this process is. */
export interface Lag {
  /** The longest it stood still since this was taken last, in milliseconds. */
  take(): number;
}

export function watchLag(): Lag {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    take() {
      const late = Math.max(0, delay.max / 1e6 - RESOLUTION_MS);
      delay.reset();
      return late;
    },
  };
}
