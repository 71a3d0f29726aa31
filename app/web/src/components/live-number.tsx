import { useState } from 'react';
import type { ReactElement } from 'react';
import { formatCount } from '../lib/format.ts';

/** A count that moves when it changes under the reader's eyes, and only then. */
export function LiveNumber({ value }: { readonly value: number }): ReactElement {
  const [first] = useState(value);
  const [changed, setChanged] = useState(false);
  if (!changed && value !== first) setChanged(true);
  return (
    <span key={value} className={`inline-block tabular-nums ${changed ? 'animate-tick' : ''}`}>
      {formatCount(value)}
    </span>
  );
}
