import { runAt } from './clock.ts';
import type { ClientClock } from './types.ts';

/** What a promise settles to, unless the signal aborts first: then its reason, at once. */
export function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

export interface Deadline {
  readonly signal: AbortSignal;
  readonly end: (reason: unknown) => void;
  /** Stops the clock; nothing happens any more. */
  readonly clear: () => void;
}

/** A signal that aborts after a time with the reason of that moment, or earlier by `end`. */
export function createDeadline(clock: ClientClock, afterMs: number, reason: () => unknown): Deadline {
  const controller = new AbortController();
  const clear = runAt(clock, clock.now() + afterMs, () => controller.abort(reason()));
  return { signal: controller.signal, end: (why) => controller.abort(why), clear };
}
