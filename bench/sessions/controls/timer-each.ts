/** What is watched; the timer has a place on it from the start, as `socket.data` gives it one. */
export interface Entry {
  readonly index: number;
  timer: NodeJS.Timeout | undefined;
}

/** A timer for each session, as the lesson suggests. */
export function createTimerEach(onExpired: (entry: Entry) => void): {
  set(entry: Entry, expiresAt: number): void;
} {
  return {
    set(entry, expiresAt) {
      clearTimeout(entry.timer);
      entry.timer = setTimeout(() => onExpired(entry), expiresAt - Date.now());
    },
  };
}
