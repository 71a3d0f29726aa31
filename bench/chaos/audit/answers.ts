import { ATTEMPT_MS } from '../load/journal.ts';
import type { Operation } from '../load/journal.ts';

export interface AnswersFound {
  /** Tries that were answered with a code, by code. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Of tries that had a connection: how long the slowest answer took, acknowledgement or refusal. */
  readonly slowestAnswerMs: number;
  /** Tries that had a connection and were never answered on it. */
  readonly hung: number;
  /** How long after everything was well again the last try was refused; 0 for none. */
  readonly lastRefusalMs: number;
}

/** @param healedAt of `performance.now` */
export function auditAnswers(operations: readonly Operation[], healedAt: number): AnswersFound {
  const attempts = operations.flatMap((each) => each.attempts);
  const refused = attempts.filter((attempt) => attempt.code !== null);
  const sent = attempts.filter((attempt) => attempt.connected);
  const refusals: Record<string, number> = {};
  for (const { code } of refused) if (code !== null) refusals[code] = (refusals[code] ?? 0) + 1;
  return {
    refusals,
    slowestAnswerMs: sent.reduce((most, { tookMs }) => Math.max(most, tookMs), 0),
    hung: sent.filter(({ code, tookMs }) => code === 'timeout' && tookMs >= ATTEMPT_MS).length,
    lastRefusalMs: refused.reduce((most, { sentAt }) => Math.max(most, sentAt - healedAt), 0),
  };
}
