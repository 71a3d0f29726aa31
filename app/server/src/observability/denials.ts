import type { Clock } from 'roomkey/server';

const INTERVAL_MS = 10_000;
const MOST_KINDS = 1_000;

export interface DenialOptions<Entry> {
  readonly clock: Clock;
  /** `repeated`: how many more like it there were. */
  readonly write: (entry: Entry, repeated: number) => void;
  /** So many were not told apart any more. */
  readonly writeRest: (count: number) => void;
}

/** Keeps floods out of the log: what is denied in the same way again is counted, and told once every ten seconds. */
export interface Denials<Entry> {
  /** `kind`: who was denied what, and why. The first of a kind is written at once. */
  add(kind: string, entry: Entry): void;
  /** Writes what was only counted. */
  flush(): void;
}

export function createDenials<Entry>({ clock, write, writeRest }: DenialOptions<Entry>): Denials<Entry> {
  let seen = new Map<string, { readonly entry: Entry; repeated: number }>();
  let rest = 0;
  let timer: unknown;

  const flush = (): void => {
    clock.clearTimeout(timer);
    timer = undefined;
    const kinds = seen;
    const uncounted = rest;
    seen = new Map();
    rest = 0;
    for (const { entry, repeated } of kinds.values()) if (repeated > 0) write(entry, repeated);
    if (uncounted > 0) writeRest(uncounted);
  };

  return {
    add(kind, entry) {
      timer ??= clock.setTimeout(flush, INTERVAL_MS);
      const known = seen.get(kind);
      if (known !== undefined) known.repeated += 1;
      // Whoever denies in ever new ways must not fill memory either.
      else if (seen.size >= MOST_KINDS) rest += 1;
      else {
        seen.set(kind, { entry, repeated: 0 });
        write(entry, 0);
      }
    },
    flush,
  };
}
