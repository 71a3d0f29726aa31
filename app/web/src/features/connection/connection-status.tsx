import type { ReactElement } from 'react';
import { useClient, useConnection } from '../../lib/roomkey.ts';
import { describeConnection } from './connection-text.ts';
import type { ConnectionMood } from './connection-text.ts';
import { useCalm } from './use-calm.ts';

const DOTS: Readonly<Record<ConnectionMood, string>> = {
  good: 'bg-accent',
  waiting: 'animate-wait bg-warn',
  bad: 'bg-alert',
};

/** Always there, never loud: whether what is on the page is live. */
export function ConnectionStatus(): ReactElement {
  const client = useClient();
  const { mood, text, canRetry } = describeConnection(useCalm(useConnection()));
  return (
    <div className="flex min-w-0 items-center gap-3 text-xs text-soft">
      <p role="status" aria-label="Connection" className="flex min-w-0 items-center gap-2">
        <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${DOTS[mood]}`} />
        <span className="truncate">{text}</span>
      </p>
      {canRetry && (
        <button
          type="button"
          className="font-medium text-accent hover:underline"
          onClick={() => client.connect()}
        >
          Retry
        </button>
      )}
    </div>
  );
}
