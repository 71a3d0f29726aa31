import type { ReactElement, ReactNode } from 'react';

/** Why a form was refused as a whole. */
export function FormAlert({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <p role="alert" className="rounded-md border border-alert/40 bg-alert/8 px-3 py-2 text-sm text-alert">
      {children}
    </p>
  );
}
