import type { Clock } from 'roomkey/server';

const REMEMBERED_MS = 1_000;

/** Asks at most once a second, whoever wants to know however often: probes of health must be no load. */
export function remembered<Answer>(ask: () => Promise<Answer>, clock: Clock): () => Promise<Answer> {
  let last: { readonly at: number; readonly answer: Promise<Answer> } | undefined;
  return () => {
    const now = clock.now();
    // A clock that was set back says nothing about how old the answer is.
    const isFresh = last !== undefined && now >= last.at && now - last.at < REMEMBERED_MS;
    if (last === undefined || !isFresh) last = { at: now, answer: ask() };
    return last.answer;
  };
}
