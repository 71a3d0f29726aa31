import type { ReactElement, ReactNode } from 'react';
import { useRoom } from '../../lib/roomkey.ts';
import { useTypists } from './use-typists.ts';

/** Who is writing a comment now; floats over the page, so that it is seen wherever one reads. */
export function TypingLine({ postId }: { readonly postId: string }): ReactElement {
  const typists = useTypists(useRoom('post', { postId }));
  const text = describeTypists(typists.map(({ userName }) => userName));
  return (
    <p
      role="status"
      aria-label="Typing"
      className="pointer-events-none sticky bottom-4 mt-4 flex h-9 max-w-2xl items-center"
    >
      {text !== null && (
        <span className="flex h-full min-w-0 items-center gap-2.5 rounded-full border border-line bg-surface px-4 text-sm text-soft shadow-float">
          <TypingDots />
          <span className="truncate">{text}</span>
        </span>
      )}
    </p>
  );
}

/** Names stand for themselves: one that is written from right to left must not turn the words after it. */
function describeTypists([first, second, third]: readonly string[]): ReactNode {
  if (first === undefined) return null;
  if (third !== undefined) return 'Several people are typing';
  if (second === undefined) {
    return (
      <>
        <bdi>{first}</bdi> is typing
      </>
    );
  }
  return (
    <>
      <bdi>{first}</bdi> and <bdi>{second}</bdi> are typing
    </>
  );
}

function TypingDots(): ReactElement {
  const dot = 'size-1.5 animate-dots rounded-full bg-accent';
  return (
    <span aria-hidden="true" className="flex shrink-0 gap-1">
      <span className={dot} />
      <span className={`${dot} [animation-delay:150ms]`} />
      <span className={`${dot} [animation-delay:300ms]`} />
    </span>
  );
}
