/** A server that does one thing after the other. Times in seconds. */
export interface Queue {
  /** Adds work that arrives then, and returns when it is done. */
  readonly add: (at: number, work: number) => number;
  /** How long what arrives then would wait. */
  readonly wait: (at: number) => number;
  /** Everything that was added. */
  readonly work: () => number;
}

export function createQueue(): Queue {
  let freeAt = 0;
  let work = 0;
  return {
    add(at, more) {
      freeAt = Math.max(at, freeAt) + more;
      work += more;
      return freeAt;
    },
    wait: (at) => Math.max(0, freeAt - at),
    work: () => work,
  };
}
