import type { RevokeTarget } from '../identity/revocations.ts';

/** What another server says is read like anything else that comes from outside. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** A whole number that is not negative; anything else counts as none. */
export const countOf = (value: unknown): number =>
  Number.isSafeInteger(value) ? Math.max(0, Number(value)) : 0;

/** A target as it is sent: the time is named, since clocks differ. */
export type ExactTarget =
  | { readonly sessionId: string; readonly userId?: never }
  | { readonly userId: string; readonly issuedBefore: number; readonly sessionId?: never };

export const exactTarget = (target: RevokeTarget, now: number): ExactTarget =>
  target.sessionId === undefined
    ? { userId: target.userId, issuedBefore: target.issuedBefore ?? now }
    : { sessionId: target.sessionId };

/** @throws TypeError */
export function readTarget(value: unknown): ExactTarget {
  if (isRecord(value)) {
    const { sessionId, userId, issuedBefore } = value;
    if (typeof sessionId === 'string') return { sessionId };
    if (typeof userId === 'string' && isTime(issuedBefore)) return { userId, issuedBefore };
  }
  throw new TypeError('Not a revocation.');
}

/** Who a token spoke of, without what else it claimed. */
export interface SentSubject {
  readonly userId: string;
  readonly sessionId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** @throws TypeError */
export function readSubject(value: unknown): SentSubject {
  if (isRecord(value)) {
    const { userId, sessionId, issuedAt, expiresAt } = value;
    if (typeof userId === 'string' && typeof sessionId === 'string' && isTime(issuedAt) && isTime(expiresAt))
      return { userId, sessionId, issuedAt, expiresAt };
  }
  throw new TypeError('Not a subject.');
}

/** @throws TypeError */
export function readStrings(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw new TypeError('Not a list of texts.');
}
