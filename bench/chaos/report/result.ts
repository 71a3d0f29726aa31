import type { AnswersFound } from '../audit/answers.ts';
import type { PagesFound } from '../audit/pages.ts';
import type { SessionsFound } from '../audit/sessions.ts';
import type { WritesFound } from '../audit/writes.ts';

/** What one strike did. Times are milliseconds. */
export interface RunResult extends WritesFound, AnswersFound, PagesFound, SessionsFound {
  readonly fault: string;
  readonly node: string;
  readonly faultMs: number;
  /** A server was frozen, so that no answer in time is no fault of it. */
  readonly mayHang: boolean;
  /** p99 of how late the event loop of the clients themselves was: what a time is worth. */
  readonly ownLagMs: number;
  /** From each lost connection until the page was joined and caught up. */
  readonly recoveriesMs: readonly number[];
  /** Servers that ended without being told to, and what they said. */
  readonly crashed: readonly string[];
}

const MOST_TO_REFUSE_MS = 5_000;
const MOST_TO_RECOVER_MS = 5_000;

/** What must hold and did not, in words; empty when all is well. */
export function violations(result: RunResult): readonly string[] {
  const { convergedMs, hung, mayHang, slowestAnswerMs, lastRefusalMs } = result;
  const found: readonly (readonly [boolean, string])[] = [
    // Where nothing was said, nothing can be lost.
    [result.acknowledged === 0, 'nothing was acknowledged'],
    [result.revoked === 0, 'nobody was signed out'],
    [result.lost > 0, `${result.lost} acknowledged and lost`],
    [result.doubled > 0, `${result.doubled} doubled`],
    [result.unasked > 0, `${result.unasked} that nobody asked for`],
    [result.miscounted > 0, `${result.miscounted} posts miscounted`],
    [result.unanswered > 0, `${result.unanswered} never answered`],
    [result.lateDeliveries > 0, `${result.lateDeliveries} deliveries to revoked sessions after the bound`],
    [result.crashed.length > 0, `${result.crashed.length} servers ended by themselves`],
    [result.staleCounts > 0, `${result.staleCounts} stale counts`],
    [result.missingComments > 0, `${result.missingComments} comments missing on pages`],
    [result.strayComments > 0, `${result.strayComments} comments on pages that are not stored`],
    [convergedMs === null, 'pages do not converge'],
    [hung > 0 && !mayHang, `${hung} tries without an answer`],
    [
      slowestAnswerMs > MOST_TO_REFUSE_MS + 500 && !mayHang,
      `an answer after ${Math.round(slowestAnswerMs)} ms`,
    ],
    [lastRefusalMs > MOST_TO_RECOVER_MS, `still refused ${Math.round(lastRefusalMs)} ms after it was healed`],
  ];
  return found.flatMap(([isSo, words]) => (isSo ? [words] : []));
}
