import type { ReactElement } from 'react';
import { Outlet } from 'react-router';
import { SessionNotice } from '../session/session-notice.tsx';
import { useForgetFormerReader } from '../session/use-forget-former-reader.ts';
import { Header } from './header.tsx';
import { useArrival } from './use-arrival.ts';

/** What stands around every page. */
export function Layout(): ReactElement {
  useForgetFormerReader();
  const main = useArrival();
  return (
    <>
      <a
        href="#main"
        className="fixed top-3 left-3 z-30 rounded-md bg-accent px-4 py-2 text-sm font-medium text-on-accent not-focus:sr-only"
      >
        Skip to content
      </a>
      <Header />
      <SessionNotice />
      <main
        id="main"
        ref={main}
        tabIndex={-1}
        className="mx-auto max-w-6xl px-4 pt-6 pb-24 outline-none sm:px-8 sm:pt-10"
      >
        <Outlet />
      </main>
    </>
  );
}
