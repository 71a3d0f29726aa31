/** Longer than the five seconds in which a server must say that it cannot. */
export const ATTEMPT_MS = 8_000;

/** One try to get an operation done. */
export interface Attempt {
  readonly sentAt: number;
  readonly tookMs: number;
  /** Null when it was acknowledged. */
  readonly code: string | null;
  /** Whether there was a connection to send it on, so that the time is the server's. */
  readonly connected: boolean;
}

/** What somebody asked for, and what came of it. Likes are set, not toggled; comments are known by `opId`. */
export interface Operation {
  readonly kind: 'like' | 'unlike' | 'comment';
  readonly userId: string;
  readonly postId: string;
  readonly opId: string;
  readonly attempts: Attempt[];
}

export const isAcknowledged = ({ attempts }: Operation): boolean => attempts.at(-1)?.code === null;
