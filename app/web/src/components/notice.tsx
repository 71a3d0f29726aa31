import type { ReactElement, ReactNode } from 'react';

interface NoticeProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** What can be done about it. */
  readonly action?: ReactNode;
  /** The heading's level in the page. */
  readonly level?: 1 | 2;
}

/** The whole of a page or section when there is nothing else to show: empty, missing or failed. */
export function Notice({ title, children, action, level = 2 }: NoticeProps): ReactElement {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className="flex max-w-xl flex-col items-start gap-3 py-12 sm:py-16">
      <Heading className={`font-medium ${level === 1 ? 'text-2xl' : 'text-xl'}`}>{title}</Heading>
      {children !== undefined && <p className="text-base text-pretty text-soft">{children}</p>}
      {action !== undefined && <div className="mt-3 flex flex-wrap gap-3">{action}</div>}
    </div>
  );
}
