import { hash } from 'node:crypto';
import { createFadingMap } from '../fading-map.ts';
import type { Subject } from './types.ts';

/**
 * Remembers what tokens were proven to say, for `rememberMs` at the most and half of that at the least, so that
 * whoever comes back costs no signature check.
 */
export interface VerifiedTokens {
  /** Null when the token has to be proven, again or at all. */
  find(token: string, now: number): Subject | null;
  add(token: string, subject: Subject, now: number): void;
}

const MAX_TOKENS = 10_000;

/** Tokens are kept by their hash: what reads this memory finds none. */
const keyOf = (token: string): string => hash('sha256', token, 'binary');

export function createVerifiedTokens(rememberMs: number): VerifiedTokens {
  if (rememberMs === 0) return { find: () => null, add: () => undefined };
  // An entry lives at most twice as long as the map is told.
  const known = createFadingMap<Subject>(rememberMs / 2, MAX_TOKENS);

  return {
    find(token, now) {
      const subject = known.get(keyOf(token), now);
      return subject !== undefined && subject.expiresAt > now ? subject : null;
    },
    add: (token, subject, now) => known.set(keyOf(token), subject, now),
  };
}
