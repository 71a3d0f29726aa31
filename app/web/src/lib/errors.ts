import { ERROR_CODES, RoomkeyError, isRoomkeyError } from 'roomkey/contract';
import type { ErrorCode } from 'roomkey/contract';
import { z } from 'zod';
import { plural } from './format.ts';

const isCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);

const errorAnswer = z.object({
  error: z.object({ code: z.custom<ErrorCode>(isCode), message: z.string() }),
});

/** Reads a refused answer of the REST API: the same codes as on the sockets. */
export async function readError(response: Response): Promise<RoomkeyError> {
  const answer = errorAnswer.safeParse(await response.json().catch(() => null));
  if (answer.success) return new RoomkeyError(answer.data.error.code, { message: answer.data.error.message });
  return new RoomkeyError(response.status >= 500 ? 'unavailable' : 'internal');
}

/** Whatever was thrown, as an error with a code and a message that may be shown. */
export function toRoomkeyError(thrown: unknown): RoomkeyError {
  return isRoomkeyError(thrown) ? thrown : new RoomkeyError('internal', { cause: thrown });
}

/** What to say of an error: its message, or how long to wait where that is all it takes. */
export function describeError({ code, message, retryAfterMs = 1_000 }: RoomkeyError): string {
  if (code !== 'rate_limited') return message;
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return `That was a little fast. Try again in ${seconds} ${plural(seconds, 'second')}.`;
}
