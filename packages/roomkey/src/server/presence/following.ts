import type { Clock } from '../clock.ts';
import type { Tell, Tick } from './bus-messages.ts';

/** Puts what other servers say in its order, and notices what is missing. */
export interface Following {
  /** A server is new, or back: what it said before does not count. */
  begin(node: string): void;
  end(node: string): void;
  hear(node: string, message: Tick & Partial<Tell>): void;
  close(): void;
}

export interface FollowingParts {
  readonly clock: Clock;
  /** What a server told, in the order in which it did. */
  readonly onTold: (node: string, rooms: Tell['rooms']) => void;
  /** Something that it told does not come any more. */
  readonly onMissed: (node: string) => void;
}

/**
 * A message may be overtaken: Socket.IO's adapter for PostgreSQL puts one of more than 8,000 bytes into a table, which
 * takes three queries instead of one. What is late for longer than this is lost.
 */
const LATE_MS = 500;
/** Messages of one server that wait for an earlier one. */
const MAX_EARLY = 100;

interface Heard {
  /** Null: nothing yet. */
  readonly run: string | null;
  /** Everything up to this number was told. */
  seq: number;
  /** The highest that there is. */
  last: number;
  readonly early: Map<number, Tell['rooms']>;
  timer: unknown;
}

export function createFollowing({ clock, onTold, onMissed }: FollowingParts): Following {
  const nodes = new Map<string, Heard>();

  const stopWaiting = (heard: Heard): void => {
    clock.clearTimeout(heard.timer);
    heard.timer = null;
  };

  const giveUp = (node: string, heard: Heard): void => {
    const early = [...heard.early].toSorted(([one], [other]) => one - other);
    stopWaiting(heard);
    heard.early.clear();
    heard.seq = heard.last;
    for (const [, rooms] of early) onTold(node, rooms);
    onMissed(node);
  };

  const tellInOrder = (node: string, heard: Heard): void => {
    for (let rooms = heard.early.get(heard.seq + 1); rooms; rooms = heard.early.get(heard.seq + 1)) {
      stopWaiting(heard);
      heard.seq += 1;
      heard.early.delete(heard.seq);
      onTold(node, rooms);
    }
    if (heard.seq === heard.last) return stopWaiting(heard);
    if (heard.early.size > MAX_EARLY) return giveUp(node, heard);
    heard.timer ??= clock.setTimeout(() => giveUp(node, heard), LATE_MS);
  };

  const end = (node: string): void => {
    const heard = nodes.get(node);
    if (heard !== undefined) stopWaiting(heard);
    nodes.delete(node);
  };

  const begin = (node: string, run: string | null, seq: number): void => {
    end(node);
    nodes.set(node, { run, seq, last: seq, early: new Map(), timer: null });
  };

  return {
    end,
    begin: (node) => begin(node, null, 0),
    hear(node, { run, seq, rooms }) {
      const heard = nodes.get(node);
      // It will be asked for everything as soon as it is known to be there.
      if (heard === undefined) return;
      if (heard.run !== run) {
        begin(node, run, seq);
        if (rooms !== undefined) onTold(node, rooms);
        if (heard.run !== null) onMissed(node);
        return;
      }
      if (seq <= heard.seq) return;
      heard.last = Math.max(heard.last, seq);
      if (rooms !== undefined) heard.early.set(seq, rooms);
      tellInOrder(node, heard);
    },
    close() {
      for (const node of nodes.keys()) end(node);
    },
  };
}
