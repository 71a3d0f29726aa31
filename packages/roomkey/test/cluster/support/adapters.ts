import { isThere, memory, postgres, redis } from './carrier-kinds.ts';
import type { CarrierKind } from './carrier-kinds.ts';

export type { Carrier, CarrierKind } from './carrier-kinds.ts';

const there = await Promise.all([redis, postgres].map(isThere));

/** Every carrier that is there. */
export const carriers: readonly CarrierKind[] = [memory, redis, postgres].filter(
  (_, index) => index === 0 || there[index - 1],
);
