import type { SessionState } from 'roomkey/client';
import { RoomkeyError, isRoomkeyError } from 'roomkey/contract';
import type { ErrorCode } from 'roomkey/contract';

const TRIES = 3;
const PAUSE_MS = 500;

/** Nothing was said about the request itself: the connection was lost, or the server cannot answer now. */
const UNANSWERED: ReadonlySet<ErrorCode> = new Set(['unavailable', 'timeout', 'draining']);

/** Whoever asks: a client is enough. */
interface Asker {
  readonly session: { readonly get: () => SessionState };
}

/**
 * Sends a request again when it was not answered, for instance because the connection was lost first, and as nobody
 * else than who asked. Only for requests of which two are the same as one.
 */
export async function sendAgain<Answer>(
  { session }: Asker,
  send: () => Promise<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  const asked = session.get();
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      const unanswered = isRoomkeyError(error) && UNANSWERED.has(error.code);
      if (!unanswered || tries === TRIES || signal?.aborted === true) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries));
    signal?.throwIfAborted();
    if (!isStill(asked, session.get())) throw new RoomkeyError('identity_mismatch');
  }
}

/** The client fails what waits for a connection when somebody else signs in; between two tries nothing waits there. */
function isStill(asked: SessionState, now: SessionState): boolean {
  return asked.status === 'loading' || (asked.status === now.status && asked.user?.id === now.user?.id);
}
