import type { RevokedSession } from '../load/canary.ts';

export interface SessionsFound {
  readonly revoked: number;
  /** What reached a session later than the bound after it was over, acceptances of its token included. */
  readonly lateDeliveries: number;
  /** The last thing that reached one, after it was over. */
  readonly lastDeliveryMs: number;
}

export interface Bound {
  readonly withinMs: number;
  /** Where the bound can only run from then on: what was cut off or frozen finds out when it is back. */
  readonly notBefore: number;
}

export function auditSessions(sessions: readonly RevokedSession[], bound: Bound): SessionsFound {
  const over = sessions.flatMap(({ revokedAt, heardAt }) =>
    revokedAt === null ? [] : [{ revokedAt, heardAt }],
  );
  const late = over.flatMap(({ revokedAt, heardAt }) => {
    const from = Math.max(revokedAt, bound.notBefore);
    return heardAt.filter((at) => at > from + bound.withinMs);
  });
  const after = over.flatMap(({ revokedAt, heardAt }) => heardAt.map((at) => at - revokedAt));
  return { revoked: over.length, lateDeliveries: late.length, lastDeliveryMs: Math.max(0, ...after) };
}
