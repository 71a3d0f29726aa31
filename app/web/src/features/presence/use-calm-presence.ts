import { useEffect, useEffectEvent, useState } from 'react';
import type { Presence } from 'roomkey/client';

/** Long enough for somebody who reloads the page, or changes servers, to be back. */
const LEAVE_MS = 3_000;

/** Who is there: newcomers at once, and those who leave when they have stayed away for a while. */
export function useCalmPresence(now: Presence): Presence {
  const [shown, setShown] = useState(now);
  const isLess = now.status === 'ready' && shown.status === 'ready' && hasLess(now, shown);
  if (!isLess && shown !== now) setShown(now);
  const settle = useEffectEvent(() => setShown(now));
  useEffect(() => {
    if (!isLess) return;
    const timer = window.setTimeout(() => settle(), LEAVE_MS);
    return () => window.clearTimeout(timer);
  }, [isLess]);
  return isLess ? shown : now;
}

function hasLess(now: Presence, before: Presence): boolean {
  if (now.count < before.count || now.anonymous < before.anonymous) return true;
  // Who is not named any more may be there: only where everybody is named, a missing name has left.
  if (!now.complete) return false;
  const ids = new Set(now.users.map(({ id }) => id));
  return before.users.some(({ id }) => !ids.has(id));
}
