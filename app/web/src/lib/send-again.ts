import { isRoomkeyError } from 'roomkey/contract';
import type { ErrorCode } from 'roomkey/contract';

const TRIES = 3;
const PAUSE_MS = 500;

/** Nothing was said about the request itself: the connection was lost, or the server cannot answer now. */
const UNANSWERED: ReadonlySet<ErrorCode> = new Set(['unavailable', 'timeout', 'draining']);

/**
 * Sends a request again when it was not answered, for instance because the connection was lost first. Only for
 * requests of which two are the same as one.
 */
export async function sendAgain<Answer>(send: () => Promise<Answer>, signal?: AbortSignal): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      const unanswered = isRoomkeyError(error) && UNANSWERED.has(error.code);
      if (!unanswered || tries === TRIES || signal?.aborted === true) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries));
    signal?.throwIfAborted();
  }
}
