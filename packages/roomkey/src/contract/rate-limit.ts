import type { RateLimit } from './definition.ts';

/** What is wrong with a rate, in the words of a sentence about it; null: nothing. */
export function faultOfRate({ burst, perSecond }: RateLimit): string | null {
  if (!Number.isInteger(burst) || burst < 1) return 'has a limit whose "burst" is no whole number';
  if (!Number.isFinite(perSecond) || perSecond <= 0)
    return 'has a limit whose "perSecond" is no positive number';
  return null;
}
