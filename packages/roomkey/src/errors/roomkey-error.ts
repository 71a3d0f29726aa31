import { ERROR_CODES, isErrorCode } from './codes.ts';
import type { ErrorCode, Retry } from './codes.ts';

/** One reason why a payload was refused: where in the payload, and what is wrong. Never the value itself. */
export interface PayloadIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export interface RoomkeyErrorOptions {
  /** What the client sees. @default the code's own message */
  readonly message?: string | undefined;
  /** How long to wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly issues?: readonly PayloadIssue[] | undefined;
  /** The original failure. Stays in this process; it is never sent. */
  readonly cause?: unknown;
}

/**
 * An error with a stable {@link ErrorCode}. Throw it from a policy, handler or loader to choose what the
 * client is told; anything else that is thrown reaches the client as `internal` or `unavailable` without details.
 *
 * @example
 * throw new RoomkeyError('not_found', { message: 'No such post' });
 */
export class RoomkeyError extends Error {
  override readonly name = 'RoomkeyError';
  readonly code: ErrorCode;
  readonly retry: Retry;
  readonly retryAfterMs: number | undefined;
  readonly issues: readonly PayloadIssue[] | undefined;

  constructor(code: ErrorCode, options: RoomkeyErrorOptions = {}) {
    super(
      options.message ?? ERROR_CODES[code].message,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.code = code;
    this.retry = ERROR_CODES[code].retry;
    this.retryAfterMs = options.retryAfterMs;
    this.issues = options.issues;
  }
}

/**
 * Tells whether a value is a {@link RoomkeyError}, also one of another installed copy of the library,
 * which `instanceof` would miss.
 *
 * @example
 * if (isRoomkeyError(error) && error.code === 'rate_limited') wait(error.retryAfterMs);
 */
export function isRoomkeyError(value: unknown): value is RoomkeyError {
  return (
    value instanceof Error && value.name === 'RoomkeyError' && 'code' in value && isErrorCode(value.code)
  );
}
