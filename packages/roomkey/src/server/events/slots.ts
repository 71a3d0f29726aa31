import type { Pending } from './pending.ts';
import type { Target } from './send.ts';

/** What is known of one event in one room, or in the rooms that share it. */
export interface Slot extends Target {
  /** The highest that was emitted. */
  version: number;
  pending: Pending | null;
  /** Nothing is sent before it has run out. */
  timer: unknown;
}

/** The slots of a server, by event and by room. */
export interface Slots {
  find(target: Target): Slot | undefined;
  take(target: Target): Slot;
  remove(slot: Slot): void;
  /** A copy: whoever goes through it may remove some. */
  of(room: string): readonly Slot[];
}

export function createSlots(): Slots {
  const byRoom = new Map<string, Map<string, Slot>>();
  // Room keys contain no space.
  const nameOf = ({ event, keys }: Target): string => [event, ...keys].join(' ');
  const find: Slots['find'] = (target) => byRoom.get(target.keys[0] ?? '')?.get(nameOf(target));

  const add = (slot: Slot): Slot => {
    for (const key of slot.keys) byRoom.set(key, (byRoom.get(key) ?? new Map()).set(nameOf(slot), slot));
    return slot;
  };
  return {
    find,
    take: (target) => find(target) ?? add({ ...target, version: -Infinity, pending: null, timer: null }),
    remove(slot) {
      for (const key of slot.keys) {
        const slots = byRoom.get(key);
        slots?.delete(nameOf(slot));
        if (slots?.size === 0) byRoom.delete(key);
      }
    },
    of: (room) => [...(byRoom.get(room)?.values() ?? [])],
  };
}
