import type { Outcome } from '../measure.ts';
import type { Phase } from '../phases.ts';
import type { Done } from '../server/remote.ts';
import { NODES, OPERATIONS, STATES, reachedIn } from '../setup.ts';
import type { BusName, Operation, State } from '../setup.ts';

/** Milliseconds. Null: never. */
export interface Latency {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** What one operation took in one state of one bus, and what must hold of it. */
export interface Row {
  readonly bus: BusName;
  readonly state: State;
  readonly operation: Operation;
  /** Connected before or during the outage. */
  readonly connected: 'before' | 'during';
  readonly count: number;
  /** On the server that was asked, on those that the bus reaches from there, and on those it does not. */
  readonly local: Latency;
  readonly reached: Latency | null;
  readonly cutOff: Latency | null;
  readonly receipt: Latency;
  /** Receipts that name exactly those that the bus reaches as done, and the others as missing. */
  readonly right: number;
  /** What did not hold; empty when all did. */
  readonly misses: readonly string[];
}

/** At once: without a wait for anybody, as busy as the machine may be. */
const LOCAL_P99_MS = 250;
const REMOTE_P99_MS = 1_000;
/** A round of the sweep, and a second for its look-ups. */
const SWEPT_MS = 6_000;
/** A receipt waits for the others a second at most. */
const RECEIPT_MS = 1_250;

export const BOUNDS = { LOCAL_P99_MS, REMOTE_P99_MS, SWEPT_MS, RECEIPT_MS };

export const rowsOf = (phase: Phase): readonly Row[] =>
  (['before', 'during'] as const).flatMap((connected) => {
    const outcomes = connected === 'before' ? phase.outcomes : phase.newcomers;
    return OPERATIONS.map((operation) => ({
      operation,
      outcomes: outcomes.filter(({ person }) => person.operation === operation),
    }))
      .filter((part) => part.outcomes.length > 0)
      .map((part) => rowOf(phase, { ...part, connected }));
  });

function rowOf(
  { bus, state }: Phase,
  { operation, outcomes, connected }: Pick<Row, 'operation' | 'connected'> & { outcomes: readonly Outcome[] },
): Row {
  const row = {
    bus,
    state,
    operation,
    connected,
    count: outcomes.length,
    local: latency(outcomes.flatMap(({ latencies }) => latencies.slice(0, 1))),
    reached: latencyOn(reachedIn(state), outcomes),
    cutOff: latencyOn(STATES[state], outcomes),
    receipt: latency(outcomes.map(({ done }) => done.durationMs)),
    right: outcomes.filter(({ done }) => isRight(done, state)).length,
  };
  return { ...row, misses: missesOf(row) };
}

/** Whom the receipt must name, in any order but the first. */
function isRight({ nodes: [first, ...others], missing }: Done, state: State): boolean {
  const isSame = (names: readonly string[], expected: readonly string[]): boolean =>
    names.toSorted().join() === expected.join();
  return first === NODES[0] && isSame(others, reachedIn(state)) && isSame(missing, STATES[state]);
}

function missesOf({ count, local, reached, cutOff, receipt, right }: Omit<Row, 'misses'>): readonly string[] {
  const expectations = {
    'where it was asked': isWithin(local.p99, LOCAL_P99_MS) && local.max !== null,
    'where the bus reaches':
      reached === null || (isWithin(reached.p99, REMOTE_P99_MS) && reached.max !== null),
    'where it does not': cutOff === null || isWithin(cutOff.max, SWEPT_MS),
    'time of the receipt': isWithin(receipt.max, RECEIPT_MS),
    'names in the receipt': right === count,
  };
  return Object.entries(expectations).flatMap(([name, holds]) => (holds ? [] : [name]));
}

function latencyOn(nodes: readonly string[], outcomes: readonly Outcome[]): Latency | null {
  if (nodes.length === 0) return null;
  return latency(
    outcomes.flatMap(({ latencies }) => latencies.filter((_, index) => nodes.includes(NODES[index] ?? ''))),
  );
}

const isWithin = (value: number | null, boundMs: number): boolean => value !== null && value <= boundMs;

function latency(values: readonly number[]): Latency {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number | null => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    return value === undefined || value === Infinity ? null : Number(value.toFixed(1));
  };
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
