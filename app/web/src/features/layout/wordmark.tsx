import type { ReactElement } from 'react';

/** A key tag with two lines of writing. */
export function Wordmark(): ReactElement {
  return (
    <svg aria-hidden="true" viewBox="0 0 20 28" className="h-6 w-auto text-accent">
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M5 0h10a5 5 0 0 1 5 5v18a5 5 0 0 1-5 5H5a5 5 0 0 1-5-5V5a5 5 0 0 1 5-5Zm5 4.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z"
        clipRule="evenodd"
      />
      <path
        className="stroke-on-accent"
        strokeWidth="2.2"
        strokeLinecap="round"
        d="M5.500 17h9M5.500 22h5.500"
      />
    </svg>
  );
}
