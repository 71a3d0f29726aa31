import { useLocation, useSearchParams } from 'react-router';

/** Where to go after logging in: a path of this site, whatever the address says. */
export function useNextPath(): string {
  const [params] = useSearchParams();
  return safePath(params.get('next'));
}

/** The way to the log-in page that leads back here. */
export function useLogInPath(): string {
  const { pathname, search } = useLocation();
  if (pathname === '/login' || pathname === '/signup') return `/login${search}`;
  return `/login?${new URLSearchParams({ next: pathname + search }).toString()}`;
}

export function safePath(next: string | null): string {
  if (next === null || !URL.canParse(next, location.origin)) return '/';
  const url = new URL(next, location.origin);
  return url.origin === location.origin ? url.pathname + url.search : '/';
}
