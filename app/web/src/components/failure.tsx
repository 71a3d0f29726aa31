import type { ReactElement } from 'react';
import { toRoomkeyError } from '../lib/errors.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

interface FailureProps {
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly level?: 1 | 2;
}

/** Something could not be read: what, why, and the way to try again. */
export function Failure({ what, error, onRetry, level = 2 }: FailureProps): ReactElement {
  const { message } = toRoomkeyError(error);
  return (
    <Notice title={what} level={level} action={<Button onClick={onRetry}>Try again</Button>}>
      {message}.
    </Notice>
  );
}
