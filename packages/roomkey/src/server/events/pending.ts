import type { Socket } from 'socket.io';

/** A value of an event, and the connection that does not hear it because it asked for the change. */
export interface Value {
  readonly message: object;
  readonly except: Socket | null;
}

/** The newest value of an event, waiting for its turn. */
export interface Pending extends Value {
  /** The newest value for the connection that is left out: the one before, which did not leave it out. */
  readonly owed: object | null;
  /** Connections that came later or know better already. */
  readonly uptodate: Set<string>;
}

/** A newer value takes the place of one that waits, for everybody whom it is meant for. */
export function supersede(pending: Pending | null, { message, except }: Value): Pending {
  return { message, except, owed: owedTo(except, pending), uptodate: new Set() };
}

function owedTo(except: Socket | null, pending: Pending | null): object | null {
  if (except === null || pending === null || pending.uptodate.has(except.id)) return null;
  return except === pending.except ? pending.owed : pending.message;
}
