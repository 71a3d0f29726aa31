import { useEffect, useMemo } from 'react';
import { useClient } from '../../lib/roomkey.ts';
import { createTypingSignal } from './typing-signal.ts';
import type { TypingSignal } from './typing-signal.ts';

/** Tells the others in the room that the reader is typing, and when that ends. */
export function useTypingSignal(postId: string, joined: boolean): TypingSignal {
  const client = useClient();
  const { typed, stopped } = useMemo(() => {
    const say = (isTyping: boolean): void => {
      // A hint that comes late is worth nothing, so it is neither kept nor repeated.
      client.request('typing', { postId, isTyping }, { timeoutMs: 2_000 }).catch(() => undefined);
    };
    return createTypingSignal({ say });
  }, [client, postId]);
  useEffect(() => stopped, [stopped]);
  return {
    typed: () => {
      if (joined) typed();
    },
    stopped,
  };
}
