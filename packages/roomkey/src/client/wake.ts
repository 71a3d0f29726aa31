const WINDOW_EVENTS = ['online', 'focus', 'pageshow'] as const;

/** Tells when a page may have slept: its timers stood still, and its connection may be dead without knowing. */
export function onWake(listener: () => void): () => void {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => {};
  const onVisibility = () => {
    if (document.visibilityState === 'visible') listener();
  };
  for (const event of WINDOW_EVENTS) window.addEventListener(event, listener);
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    for (const event of WINDOW_EVENTS) window.removeEventListener(event, listener);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}
