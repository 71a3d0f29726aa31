import type { ReactElement, ReactNode } from 'react';
import { useForgetRefusal } from './use-refusal.ts';

interface AccountPageProps {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
  /** The way to the other form. */
  readonly otherwise: ReactNode;
}

/** The frame of logging in and signing up. */
export function AccountPage({ title, lead, children, otherwise }: AccountPageProps): ReactElement {
  useForgetRefusal();
  return (
    <div className="mx-auto flex max-w-sm flex-col gap-7 py-8 sm:py-16">
      <title>{`${title} · Board`}</title>
      <header className="flex flex-col gap-2">
        <h1 className="text-2xl font-medium">{title}</h1>
        <p className="text-sm text-pretty text-soft">{lead}</p>
      </header>
      {children}
      <p className="border-t border-line pt-5 text-sm text-soft">{otherwise}</p>
    </div>
  );
}
