import { useState } from 'react';
import type { ReactElement } from 'react';
import { formatAge, formatMoment } from '../lib/format.ts';

export function TimeAgo({ time }: { readonly time: string }): ReactElement {
  const [seenAt] = useState(() => Date.now());
  return (
    <time dateTime={time} title={formatMoment(time)}>
      {formatAge(time, seenAt)}
    </time>
  );
}
