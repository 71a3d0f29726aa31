import { useEffect, useState } from 'react';
import type { ConnectionState } from 'roomkey/client';

/** Most breaks are over before this: a server that hands over to another, a phone that changes its network. */
const CALM_MS = 2_000;

/** The connection's state, without the breaks that are too short to be told of. */
export function useCalm(state: ConnectionState): ConnectionState {
  const isBroken = state.status === 'reconnecting' || state.status === 'connecting';
  const [wasConnected, setWasConnected] = useState(false);
  const [isLong, setIsLong] = useState(false);
  if (state.status === 'connected' && !wasConnected) setWasConnected(true);
  if (!isBroken && isLong) setIsLong(false);
  useEffect(() => {
    if (!isBroken) return;
    const timer = window.setTimeout(() => setIsLong(true), CALM_MS);
    return () => window.clearTimeout(timer);
  }, [isBroken]);
  return isBroken && wasConnected && !isLong ? { status: 'connected' } : state;
}
