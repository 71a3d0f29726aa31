/** Connections that come back, each at its time, in the order of time. */
export interface Comings {
  /** Later than all that came already. */
  readonly add: (at: number, failures: number) => void;
  /** Everybody whose time has come. */
  readonly until: (now: number, come: (at: number, failures: number) => void) => void;
}

interface Coming {
  readonly at: number;
  readonly failures: number;
}

export function createComings(count: number, timeOf: () => number): Comings {
  const first = Array.from({ length: count }, (): Coming => ({ at: timeOf(), failures: 1 }));
  // The next one last.
  const waiting = first.toSorted((a, b) => b.at - a.at);
  return {
    add(at, failures) {
      const index = waiting.findIndex((other) => other.at < at);
      waiting.splice(index === -1 ? waiting.length : index, 0, { at, failures });
    },
    until(now, come) {
      for (let next = waiting.at(-1); next !== undefined && next.at <= now; next = waiting.at(-1)) {
        waiting.pop();
        come(next.at, next.failures);
      }
    },
  };
}
