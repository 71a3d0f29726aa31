import { useEffect, useEffectEvent, useRef } from 'react';
import { useConnection } from '../../lib/roomkey.ts';

/** Reads again after the connection was lost, because what happened meanwhile was not heard. */
export function useCatchUp(read: () => unknown): void {
  const { status } = useConnection();
  const missed = useRef(false);
  const catchUp = useEffectEvent(read);
  useEffect(() => {
    if (status === 'reconnecting') missed.current = true;
    if (status !== 'connected' || !missed.current) return;
    missed.current = false;
    catchUp();
  }, [status]);
}
