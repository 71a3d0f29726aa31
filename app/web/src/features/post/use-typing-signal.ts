import { useEffect, useEffectEvent, useRef } from 'react';
import { useClient } from '../../lib/roomkey.ts';

const REPEAT_MS = 3_000;
const IDLE_MS = 4_000;

export interface TypingSignal {
  readonly typed: () => void;
  readonly stopped: () => void;
}

/** Tells the others in the room that the reader is typing, at most every few seconds, and when that ends. */
export function useTypingSignal(postId: string, joined: boolean): TypingSignal {
  const client = useClient();
  const lastSaid = useRef<number>(null);
  const idle = useRef<number>(undefined);

  function say(isTyping: boolean): void {
    lastSaid.current = isTyping ? Date.now() : null;
    // A hint that comes late is worth nothing, so it is neither kept nor repeated.
    if (joined) client.request('typing', { postId, isTyping }, { timeoutMs: 2_000 }).catch(() => undefined);
  }

  function stopped(): void {
    window.clearTimeout(idle.current);
    if (lastSaid.current !== null) say(false);
  }

  function typed(): void {
    window.clearTimeout(idle.current);
    idle.current = window.setTimeout(stopped, IDLE_MS);
    if (lastSaid.current === null || Date.now() - lastSaid.current > REPEAT_MS) say(true);
  }

  const leave = useEffectEvent(stopped);
  useEffect(() => () => leave(), []);
  return { typed, stopped };
}
