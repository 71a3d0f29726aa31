import type { Session } from '../../sessions/support/tokens.ts';
import type { Operation } from '../setup.ts';

/** What a server did when it was asked, and when that began by the clock that processes share. */
export interface Done {
  readonly startedAt: number;
  readonly nodes: readonly string[];
  readonly missing: readonly string[];
  readonly durationMs: number;
}

/** What a server has seen since it was asked last. */
export interface Seen {
  /** Milliseconds that the slowest look-up of a session took. */
  readonly slowestLookUp: number;
  /** The longest that its event loop stood still, in milliseconds. */
  readonly lag: number;
}

/** What the benchmark asks of a server. */
export interface Remote {
  /** Writes it into the database, then tells Roomkey, as an application does. */
  carryOut(operation: Operation, session: Session): Promise<Done>;
  /** How many servers answer this one, itself among them. */
  reach(): Promise<number>;
  takeSeen(): Seen;
}

export interface Call {
  readonly id: number;
  readonly name: keyof Remote;
  readonly args: readonly unknown[];
}
