import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';

/** After following a link the reader, and a screen reader's focus, start at the top of the new page. */
export function useArrival(): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const seen = useRef<string>(null);
  const { pathname } = useLocation();
  const navigation = useNavigationType();
  useEffect(() => {
    const followed = seen.current !== null && seen.current !== pathname && navigation !== NavigationType.Pop;
    seen.current = pathname;
    if (!followed) return;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [pathname, navigation]);
  return main;
}
