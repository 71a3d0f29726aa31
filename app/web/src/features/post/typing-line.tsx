import type { BoardContract } from '@board/contract';
import type { ReactElement } from 'react';
import type { RoomHandle } from 'roomkey/react';
import { useTypists } from './use-typists.ts';

export function TypingLine({ room }: { readonly room: RoomHandle<BoardContract, 'post'> }): ReactElement {
  const text = describeTypists(useTypists(room).map(({ userName }) => userName));
  return (
    <p role="status" aria-label="Typing" className="flex min-w-0 items-center gap-2 text-sm text-soft">
      {text !== null && (
        <>
          <TypingDots />
          <span className="truncate">{text}</span>
        </>
      )}
    </p>
  );
}

function describeTypists([first, second, third]: readonly string[]): string | null {
  if (first === undefined) return null;
  if (second === undefined) return `${first} is typing`;
  return third === undefined ? `${first} and ${second} are typing` : 'Several people are typing';
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
