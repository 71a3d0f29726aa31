import type { ReactElement } from 'react';

/** A bar where text will be. */
export function Skeleton({ className }: { readonly className: string }): ReactElement {
  return <span aria-hidden="true" className={`block animate-wait rounded-md bg-line ${className}`} />;
}
