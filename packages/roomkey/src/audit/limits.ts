/** How long to wait, in milliseconds, and how fast to ask. */
export interface Limits {
  readonly connectMs: number;
  /** After it, silence is the answer. */
  readonly answerMs: number;
  /** What belongs to one answer comes within it. */
  readonly settleMs: number;
  /** Between two connections or packets. */
  readonly paceMs: number;
}

export const LOOPBACK: Limits = { connectMs: 5_000, answerMs: 500, settleMs: 80, paceMs: 10 };
export const REMOTE: Limits = { connectMs: 10_000, answerMs: 2_000, settleMs: 400, paceMs: 250 };
