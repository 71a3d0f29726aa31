import { useEffect, useEffectEvent, useRef } from 'react';
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
  const soon = (): void => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(read, SETTLE_MS);
  };
  const reconnected = useEffectEvent(soon);
  useEffect(() => {
    if (status === 'reconnecting') missed.current = true;
    if (status !== 'connected' || !missed.current) return;
    missed.current = false;
    reconnected();
  }, [status]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return soon;
}
