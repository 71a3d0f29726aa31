/** A map that forgets: what was not set for as long as an entry lives is gone, after twice as long at the latest. */
export interface FadingMap<Value> {
  get(key: string, now: number): Value | undefined;
  set(key: string, value: Value, now: number): void;
  /** The value of a key, made where there is none; either way it is as if it had just been set. */
  keep(key: string, make: () => Value, now: number): Value;
  readonly size: number;
}

/** `maxSize`: more entries than this are never held; the older half goes first. */
export function createFadingMap<Value>(lifeMs: number, maxSize = Infinity): FadingMap<Value> {
  // Two generations take turns, so that forgetting needs neither a timer nor a walk.
  let recent = new Map<string, Value>();
  let older = new Map<string, Value>();
  let turnedAt = -Infinity;

  const turn = (now: number): void => {
    const elapsed = now - turnedAt;
    const isFull = recent.size >= maxSize / 2;
    if (elapsed >= 0 && elapsed < lifeMs && !isFull) return;
    // A clock that was set back says nothing about the age of what is held.
    older = elapsed >= 0 && elapsed < 2 * lifeMs ? recent : new Map();
    recent = new Map();
    // A generation begins where the last one ended, however late that is noticed: nothing lives longer by it.
    turnedAt = elapsed >= lifeMs && elapsed < 2 * lifeMs ? turnedAt + lifeMs : now;
  };

  return {
    get(key, now) {
      turn(now);
      return recent.get(key) ?? older.get(key);
    },
    set(key, value, now) {
      turn(now);
      recent.set(key, value);
    },
    keep(key, make, now) {
      turn(now);
      const held = recent.get(key);
      if (held !== undefined) return held;
      const value = older.get(key) ?? make();
      recent.set(key, value);
      return value;
    },
    get size() {
      return recent.size + older.size;
    },
  };
}
