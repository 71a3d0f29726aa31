import { createQueue } from './queue.ts';
import type { Queue } from './queue.ts';

/** The servers of one cluster; work in microseconds, times in seconds. */
export interface Servers {
  /** One of those that live, by chance: what a proxy does. */
  readonly any: () => Queue;
  /** What one has said reaches all others. */
  readonly hear: (at: number, from: Queue, us: number) => void;
  /** To so many members, wherever they are. */
  readonly deliver: (at: number, members: number, us: number) => void;
  readonly lose: (count: number) => void;
  /** Of each server, those that were lost too. */
  readonly utilisation: (seconds: number) => readonly number[];
}

const US = 1e-6;

export function createServers(count: number, random: () => number): Servers {
  const all = Array.from({ length: count }, createQueue);
  let alive: readonly Queue[] = all;
  return {
    any() {
      const queue = alive[Math.floor(random() * alive.length)];
      if (queue === undefined) throw new RangeError('No server lives');
      return queue;
    },
    hear(at, from, us) {
      for (const queue of alive) if (queue !== from) queue.add(at, us * US);
    },
    deliver(at, members, us) {
      const share = members / alive.length;
      for (const queue of alive) {
        const here = Math.floor(share) + (random() < share % 1 ? 1 : 0);
        if (here > 0) queue.add(at, here * us * US);
      }
    },
    lose: (lost) => void (alive = all.slice(lost)),
    utilisation: (seconds) => all.map((queue) => queue.work() / seconds),
  };
}
