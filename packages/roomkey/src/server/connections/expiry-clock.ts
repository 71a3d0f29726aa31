import type { Clock } from '../clock.ts';

/**
 * Calls back for each entry within `resolutionMs` after its time. One timer for all entries: deadlines are
 * kept in slots of `resolutionMs`, so adding, moving and removing cost the same for 10 entries or 100,000.
 */
export interface ExpiryClock<Entry> {
  set(entry: Entry, expiresAt: number): void;
  delete(entry: Entry): void;
  readonly size: number;
  close(): void;
}

export interface ExpiryClockOptions<Entry> {
  readonly clock: Clock;
  readonly onExpired: (entry: Entry) => void;
  /** @default 250 */
  readonly resolutionMs?: number;
}

/** What comes due at once, such as the sessions of a restart, must not hold up everybody else's requests. */
const MAX_PER_TURN = 500;

export function createExpiryClock<Entry extends object>(
  options: ExpiryClockOptions<Entry>,
): ExpiryClock<Entry> {
  const { clock, onExpired, resolutionMs = 250 } = options;
  const slots = new Map<number, Set<Entry>>();
  const slotOf = new Map<Entry, number>();
  // Slots count from now on: numbers as large as a time of day are objects, one for each entry.
  const origin = Math.floor(clock.now() / resolutionMs);
  let timer: unknown;
  let closed = false;

  const remove = (entry: Entry): void => {
    const slot = slotOf.get(entry);
    if (slot === undefined) return;
    slotOf.delete(entry);
    const entries = slots.get(slot);
    entries?.delete(entry);
    if (entries?.size === 0) slots.delete(slot);
  };

  // Looks at every slot in use rather than at the slots since the last tick: the clock may have jumped.
  function* due(now: number): Generator<Entry> {
    for (const [slot, entries] of slots) if ((slot + origin) * resolutionMs <= now) yield* entries;
  }

  const tick = (): void => {
    timer = undefined;
    let left = MAX_PER_TURN;
    for (const entry of due(clock.now())) {
      if (left === 0) {
        timer = clock.setTimeout(tick, 0);
        return;
      }
      left -= 1;
      remove(entry);
      onExpired(entry);
    }
    schedule();
  };

  // At the end of the slot of now: ticks between two ends would find an entry up to a whole slot later.
  const schedule = (): void => {
    if (timer !== undefined || slotOf.size === 0 || closed) return;
    timer = clock.setTimeout(tick, resolutionMs - (clock.now() % resolutionMs));
  };

  return {
    set(entry, expiresAt) {
      remove(entry);
      const slot = Math.ceil(expiresAt / resolutionMs) - origin;
      slotOf.set(entry, slot);
      const entries = slots.get(slot);
      if (entries === undefined) slots.set(slot, new Set([entry]));
      else entries.add(entry);
      schedule();
    },
    delete: remove,
    get size() {
      return slotOf.size;
    },
    close() {
      closed = true;
      clock.clearTimeout(timer);
    },
  };
}
