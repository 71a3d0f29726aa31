import type { Bus } from '../cluster/bus.ts';
import type { Ask } from './bus-messages.ts';
import { parcels } from './parcels.ts';
import type { RoomTold } from './share.ts';

/** What this server wants to be told by others, and has not been told yet. */
export interface Asking {
  /** A server is there: it may be asked. */
  add(node: string): void;
  remove(node: string): void;
  /** Asks one server for these rooms. */
  want(node: string, keys: Iterable<string>): void;
  /** Asks all of them for a room. */
  wantFromAll(key: string): void;
  /** A server told something of a room: once it has told all of it, from the beginning, it has answered. */
  heard(node: string, told: Pick<RoomTold, 'key' | 'begins' | 'ends'>): void;
  /** The room is of no interest any more. */
  forget(key: string): void;
  /** Sends what is new to be asked. */
  send(): void;
  /** Asks again for what was not answered: question or answer may be lost. */
  remind(): void;
}

export function createAsking(bus: Bus): Asking {
  /** By server and room: whether the answer has begun. */
  const open = new Map<string, Map<string, boolean>>();
  const toAll = new Set<string>();
  const toOne = new Set<string>();

  const ask = (to: string | null, keys: Iterable<string>): void => {
    for (const some of parcels(keys, () => 1)) bus.send('presence-ask', { to, keys: some } satisfies Ask);
  };

  return {
    add: (node) => void open.set(node, new Map()),
    remove: (node) => void open.delete(node),
    want(node, keys) {
      const wanted = open.get(node);
      if (wanted === undefined) return;
      for (const key of keys) wanted.set(key, false);
      toOne.add(node);
    },
    wantFromAll(key) {
      for (const wanted of open.values()) wanted.set(key, false);
      if (open.size > 0) toAll.add(key);
    },
    heard(node, { key, begins, ends }) {
      const wanted = open.get(node);
      if (wanted?.has(key) !== true) return;
      if (begins) wanted.set(key, true);
      if (ends && wanted.get(key) === true) wanted.delete(key);
    },
    forget(key) {
      for (const wanted of open.values()) wanted.delete(key);
      toAll.delete(key);
    },
    send() {
      ask(null, toAll);
      for (const node of toOne) ask(node, open.get(node)?.keys() ?? []);
      toAll.clear();
      toOne.clear();
    },
    remind() {
      for (const [node, wanted] of open) ask(node, wanted.keys());
    },
  };
}
