import type { Tell, Tick } from './bus-messages.ts';

/** Notices which messages of other servers are missing. */
export interface Following {
  /** A server is new, or back: what it said before does not count. */
  begin(node: string): void;
  end(node: string): void;
  /**
   * Where a message belongs in what a server says: it is of no use any more (`old`), it is what was awaited (`next`),
   * or others before it were missed (`gap`).
   */
  place(node: string, message: Tick & Partial<Tell>): 'old' | 'next' | 'gap';
}

export function createFollowing(): Following {
  const heard = new Map<string, Tick | null>();
  return {
    begin: (node) => void heard.set(node, null),
    end: (node) => void heard.delete(node),
    place(node, { run, seq, rooms }) {
      const last = heard.get(node);
      // It will be asked for everything as soon as it is known to be there.
      if (last === undefined) return 'old';
      const isFirst = last === null;
      const isSameRun = !isFirst && last.run === run;
      const awaited = isSameRun ? last.seq + (rooms === undefined ? 0 : 1) : seq;
      if (seq < awaited) return 'old';
      heard.set(node, { run, seq });
      return isFirst || (isSameRun && seq === awaited) ? 'next' : 'gap';
    },
  };
}
