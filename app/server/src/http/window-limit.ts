/** So many for each key and window of time. */
export interface WindowLimit {
  /** Takes one. Returns 0, or the milliseconds until there is one again. */
  take(key: string): number;
}

export interface WindowLimitOptions {
  readonly max: number;
  readonly windowMs: number;
  readonly now?: () => number;
}

/** One window for all keys: what it remembers goes at once when it ends, so that it needs no bound of its own. */
export function createWindowLimit({ max, windowMs, now = Date.now }: WindowLimitOptions): WindowLimit {
  let taken = new Map<string, number>();
  let endsAt = 0;
  return {
    take(key) {
      const time = now();
      if (time >= endsAt) {
        taken = new Map();
        endsAt = time + windowMs;
      }
      const count = (taken.get(key) ?? 0) + 1;
      taken.set(key, count);
      return count <= max ? 0 : endsAt - time;
    },
  };
}
