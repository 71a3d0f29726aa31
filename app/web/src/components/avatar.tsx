import type { ReactElement } from 'react';

interface AvatarProps {
  readonly name: string;
  readonly size?: 'small' | 'large';
}

const SIZES = { small: 'size-6 text-[0.625rem]', large: 'size-9 text-xs' } as const;

/** A person's initials. Always beside the name, so it is silent for screen readers. */
export function Avatar({ name, size = 'small' }: AvatarProps): ReactElement {
  return (
    <span
      aria-hidden="true"
      className={`inline-flex shrink-0 items-center justify-center rounded-full border border-line bg-surface font-semibold tracking-wide text-soft ${SIZES[size]}`}
    >
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => (Array.from(word ?? '')[0] ?? '').toUpperCase()).join('');
}
