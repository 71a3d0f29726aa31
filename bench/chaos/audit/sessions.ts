import type { RevokedSession } from '../load/canary.ts';

export interface SessionsFound {
  readonly revoked: number;
  /** What reached a session later than the bound after it was over, acceptances of its token included. */
  readonly lateDeliveries: number;
  /** The last thing that reached one, after it was over. */
  readonly lastDeliveryMs: number;
}

export interface Bounds {
  /** What reaches clients later than this was not held back by servers: their own event loop was that late. */
  readonly ownLagMs: number;
  /** Where sessions can be ended without all servers hearing of it, when that was over; null where they cannot. */
  readonly deafUntil: number | null;
}

const ANNOUNCED_MS = 1_000;
/** A round of the sweep, and the look-up. */
export const SWEPT_MS = 6_000;

export function auditSessions(sessions: readonly RevokedSession[], bounds: Bounds): SessionsFound {
  const over = sessions.flatMap(({ revokedAt, ...rest }) =>
    revokedAt === null ? [] : [{ revokedAt, ...rest }],
  );
  const late = over.flatMap((session) => session.heardAt.filter((at) => at > boundOf(session, bounds)));
  const after = over.flatMap(({ revokedAt, heardAt }) => heardAt.map((at) => at - revokedAt));
  return { revoked: over.length, lateDeliveries: late.length, lastDeliveryMs: Math.max(0, ...after) };
}

interface Ended {
  readonly revokedAt: number;
  readonly announced: boolean;
}

function boundOf({ revokedAt, announced }: Ended, { ownLagMs, deafUntil }: Bounds): number {
  if (deafUntil === null && announced) return revokedAt + ANNOUNCED_MS + ownLagMs;
  // A server that was cut off or frozen finds out when it is back.
  return Math.max(revokedAt, deafUntil ?? 0) + SWEPT_MS + ownLagMs;
}
