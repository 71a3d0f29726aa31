import { useCallback, useEffect, useEffectEvent, useRef } from 'react';
import { useConnection } from '../../lib/roomkey.ts';

/** Long enough for the rows to be in their rooms: what is read before that would miss what happens until then. */
const SETTLE_MS = 300;

/**
 * Reads again after the connection was lost, because what happened meanwhile was not heard. Returns the way to say
 * that another row listens again; all of them together are one reading.
 */
export function useCatchUp(read: () => unknown): () => void {
  const { status } = useConnection();
  const missed = useRef(false);
  const timer = useRef<number>(undefined);
  const catchUp = useEffectEvent(read);
  const soon = useEffectEvent(() => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => catchUp(), SETTLE_MS);
  });
  useEffect(() => {
    if (status === 'reconnecting') missed.current = true;
    if (status !== 'connected' || !missed.current) return;
    missed.current = false;
    soon();
  }, [status]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useCallback(() => soon(), []);
}
