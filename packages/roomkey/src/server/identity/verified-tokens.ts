import { hash } from 'node:crypto';
import { createFadingMap } from '../fading-map.ts';
import type { Subject } from './types.ts';

/** Remembers for a moment what tokens were proven to say, so that whoever comes back costs no signature check. */
export interface VerifiedTokens {
  /** Null when the token has to be proven, again or at all. */
  find(token: string, now: number): Subject | null;
  add(token: string, subject: Subject, now: number): void;
}

const MAX_TOKENS = 10_000;

/** Tokens are kept by their hash: what reads this memory finds none. */
const keyOf = (token: string): string => hash('sha256', token, 'base64');

export function createVerifiedTokens(rememberMs: number): VerifiedTokens {
  if (rememberMs === 0) return { find: () => null, add: () => undefined };
  const known = createFadingMap<{ readonly subject: Subject; readonly provenAt: number }>(
    rememberMs,
    MAX_TOKENS,
  );

  return {
    find(token, now) {
      const entry = known.get(keyOf(token), now);
      if (entry === undefined) return null;
      const age = now - entry.provenAt;
      const isFresh = age >= 0 && age < rememberMs && entry.subject.expiresAt > now;
      return isFresh ? entry.subject : null;
    },
    add: (token, subject, now) => known.set(keyOf(token), { subject, provenAt: now }, now),
  };
}
