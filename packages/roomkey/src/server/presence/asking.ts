import type { Bus } from '../cluster/bus.ts';
import type { Ask } from './bus-messages.ts';
import { parcels } from './parcels.ts';

/** What this server wants to be told by others, and has not been told yet. */
export interface Asking {
  knows(node: string): boolean;
  /** A server is there: it may be asked. */
  add(node: string): void;
  remove(node: string): void;
  /** Asks one server for these rooms. */
  want(node: string, keys: Iterable<string>): void;
  /** Asks all of them for a room. */
  wantFromAll(key: string): void;
  /** A server told all of a room. */
  answered(node: string, key: string): void;
  /** The room is of no interest any more. */
  forget(key: string): void;
  /** Sends what is new to be asked. */
  send(): void;
  /** Asks again for what was not answered: question or answer may be lost. */
  remind(): void;
}

export function createAsking(bus: Bus): Asking {
  const open = new Map<string, Set<string>>();
  const toAll = new Set<string>();
  const toOne = new Set<string>();

  const ask = (to: string | null, keys: Iterable<string>): void => {
    for (const some of parcels(keys, () => 1)) bus.send('presence-ask', { to, keys: some } satisfies Ask);
  };

  return {
    knows: (node) => open.has(node),
    add: (node) => void open.set(node, new Set()),
    remove: (node) => void open.delete(node),
    want(node, keys) {
      const wanted = open.get(node);
      if (wanted === undefined) return;
      for (const key of keys) wanted.add(key);
      toOne.add(node);
    },
    wantFromAll(key) {
      for (const wanted of open.values()) wanted.add(key);
      if (open.size > 0) toAll.add(key);
    },
    answered: (node, key) => void open.get(node)?.delete(key),
    forget(key) {
      for (const wanted of open.values()) wanted.delete(key);
      toAll.delete(key);
    },
    send() {
      ask(null, toAll);
      for (const node of toOne) ask(node, open.get(node) ?? []);
      toAll.clear();
      toOne.clear();
    },
    remind() {
      for (const [node, keys] of open) ask(node, keys);
    },
  };
}
