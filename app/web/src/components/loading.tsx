import type { ReactElement, ReactNode } from 'react';

/** Skeletons, with one sentence in their place for screen readers. */
export function Loading({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div role="status">
      <span className="sr-only">{label}</span>
      {children}
    </div>
  );
}
