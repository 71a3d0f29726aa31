import { Lock } from 'lucide-react';
import type { ReactElement } from 'react';

/** Says quietly that only the author and admins read this. */
export function PrivateMark(): ReactElement {
  return (
    <span className="flex items-center gap-1 text-soft" title="Only the author and admins can read this">
      <Lock aria-hidden="true" className="size-3.5 shrink-0" />
      Private
    </span>
  );
}
