import { useEffect, useState } from 'react';
import { useSession } from '../../lib/roomkey.ts';
import { onLogOut } from './log-out-channel.ts';

/** True while the reader logs out, in whichever tab: that the session ends then is no news. */
export function useIsLoggingOut(): boolean {
  const { status } = useSession();
  const [begun, setBegun] = useState(false);
  useEffect(() => onLogOut((news) => setBegun(news === 'begun')), []);
  // The identity has changed: the log-out is done, and what ends from here on ends for another reason.
  if (begun && status === 'loading') setBegun(false);
  return begun;
}
