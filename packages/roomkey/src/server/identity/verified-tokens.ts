import { hash } from 'node:crypto';
import { createFadingMap } from '../fading-map.ts';
import type { Subject } from './types.ts';

/**
 * Remembers what tokens were proven to say, for `rememberMs` at the most and half of that at the least, so that
 * whoever comes back costs no signature check.
 */
export interface VerifiedTokens {
  /** What a token says: at once where that is known, else as `prove` finds, which is known from then on. */
  subjectOf(token: string, now: number, prove: () => Promise<Subject>): Subject | Promise<Subject>;
}

const MAX_TOKENS = 10_000;

/** Tokens are kept by their hash: what reads this memory finds none. */
const keyOf = (token: string): string => hash('sha256', token, 'binary');

export function createVerifiedTokens(rememberMs: number): VerifiedTokens {
  if (rememberMs === 0) return { subjectOf: (_token, _now, prove) => prove() };
  // An entry lives at most twice as long as the map is told.
  const known = createFadingMap<Subject>(rememberMs / 2, MAX_TOKENS);

  return {
    subjectOf(token, now, prove) {
      const key = keyOf(token);
      const found = known.get(key, now);
      if (found !== undefined && found.expiresAt > now) return found;
      return prove().then((subject) => {
        known.set(key, subject, now);
        return subject;
      });
    },
  };
}
