import { useEffect, useEffectEvent } from 'react';
import { hasGap } from './thread.ts';
import type { Thread } from './thread.ts';

/** Comments of two servers overtake each other by less than this; and not all readers ask at the same moment. */
const WAIT_MS = 1_000;

/** Reads what is missing when an event got lost on its way, which the number of the next one shows. */
export function useHealGap(thread: Thread | undefined, isReading: boolean, read: () => void): void {
  const heal = useEffectEvent(read);
  const isTorn = thread !== undefined && !isReading && hasGap(thread);
  useEffect(() => {
    if (!isTorn) return;
    const timer = window.setTimeout(() => heal(), WAIT_MS * (1 + Math.random()));
    return () => window.clearTimeout(timer);
  }, [isTorn]);
}
