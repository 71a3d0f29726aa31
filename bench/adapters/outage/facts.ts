import type { Receipt } from '../node/remote.ts';

export interface Facts {
  /** For the node that speaks and the one that listens: why its process ended, or null. */
  readonly ended: readonly (string | null)[];
  /** The process lives and answers nobody any more. */
  readonly isSilent: boolean;
  /** CPU of the node that speaks, during the outage: 1 is a whole core. */
  readonly cpuShare: number | null;
  /** What became of messages that were sent during the outage. */
  readonly meanwhile: Readonly<Record<Way, Fate>> | null;
  /** What became of those that were sent after it. */
  readonly afterwards: Readonly<Record<Way, Recovery>> | null;
}

/** To a member of the same node, to a member of the other node, and to the other node itself. */
export type Way = 'local' | 'remote' | 'serverSide';

export interface Fate {
  readonly sent: number;
  readonly arrived: number;
  readonly twice: number;
  /** Messages that came after one that was sent later. */
  readonly overtaken: number;
  /** The latest of those that arrived, in milliseconds; null when none did. */
  readonly latest: number | null;
}

export interface Recovery {
  readonly sent: number;
  readonly lost: number;
  /** Milliseconds from the end of the outage until the first message that was followed by no loss and no delay; null: never. */
  readonly worksAfter: number | null;
}

export type Reached = Readonly<Record<Way, readonly Receipt[]>>;

interface Between {
  readonly from: number;
  readonly to: number;
}

const ON_TIME_MS = 500;
/** The last ones may be under way when everything ends. */
const MARGIN_MS = 600;

export const meanwhile = (sent: readonly number[], reached: Reached, span: Between): Record<Way, Fate> =>
  each(reached, (receipts) => fateOf(sent, receipts, span));

export const afterwards = (sent: readonly number[], reached: Reached, span: Between): Record<Way, Recovery> =>
  each(reached, (receipts) => recoveryOf(sent, receipts, span.to));

const each = <Result>(
  reached: Reached,
  of: (receipts: readonly Receipt[]) => Result,
): Record<Way, Result> => ({
  local: of(reached.local),
  remote: of(reached.remote),
  serverSide: of(reached.serverSide),
});

function fateOf(sent: readonly number[], receipts: readonly Receipt[], { from, to }: Between): Fate {
  const meant = receipts.filter(({ sentAt }) => sentAt >= from && sentAt < to);
  const lateness = meant.map(({ sentAt, at }) => at - sentAt);
  const arrived = new Set(meant.map(({ seq }) => seq)).size;
  return {
    sent: sent.filter((at) => at >= from && at < to).length,
    arrived,
    twice: meant.length - arrived,
    overtaken: meant.filter(({ seq }, index) => meant.slice(0, index).some((earlier) => earlier.seq > seq))
      .length,
    latest: lateness.length === 0 ? null : Math.max(...lateness),
  };
}

function recoveryOf(sent: readonly number[], receipts: readonly Receipt[], end: number): Recovery {
  const onTime = new Map(receipts.map((receipt) => [receipt.seq, receipt.at - receipt.sentAt < ON_TIME_MS]));
  const last = (sent.at(-1) ?? 0) - MARGIN_MS;
  const later = [...sent.entries()].filter(([, at]) => at >= end && at < last);
  const lastMiss = later.findLastIndex(([seq]) => onTime.get(seq) !== true);
  const first = later[lastMiss + 1];
  return {
    sent: later.length,
    lost: later.filter(([seq]) => !onTime.has(seq)).length,
    worksAfter: first === undefined ? null : first[1] - end,
  };
}
