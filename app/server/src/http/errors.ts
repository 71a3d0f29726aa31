import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { RoomkeyError, isRoomkeyError } from 'roomkey/contract';
import type { ErrorCode } from 'roomkey/contract';
import { isOutage, withoutValues } from '../db/failures.ts';
import type { Logger } from '../logger.ts';

const STATUS: Readonly<Record<ErrorCode, number>> = {
  unauthenticated: 401,
  token_invalid: 401,
  token_expired: 401,
  session_revoked: 401,
  user_unknown: 401,
  identity_mismatch: 401,
  forbidden: 403,
  not_joined: 403,
  not_found: 404,
  unknown_event: 404,
  invalid_payload: 400,
  payload_too_large: 413,
  rate_limited: 429,
  too_many_connections: 429,
  conflict: 409,
  timeout: 504,
  unavailable: 503,
  draining: 503,
  internal: 500,
};

/** Answers any failure as `{ error: { code, message } }`, without a stack or anything else of the inside. */
export function answerErrors(logger: Logger): ErrorRequestHandler {
  // Express tells error handlers from others by their four parameters.
  // oxlint-disable-next-line max-params
  return (error: unknown, { path }, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const known = toRoomkeyError(error);
    const status = isUnsupportedMedia(error) ? 415 : STATUS[known.code];
    const requestId = response.get('X-Request-Id');
    if (status >= 500) {
      const level = known.code === 'internal' ? 'error' : 'warn';
      logger[level]({ err: withoutValues(error), code: known.code, requestId, path }, 'a request failed');
    }
    send(response, status, known);
  };
}

export const answerNotFound: RequestHandler = () => {
  throw new RoomkeyError('not_found');
};

/** The last handler of a path: it has none for this method. */
export function answerMethodNotAllowed(...allowed: readonly string[]): RequestHandler {
  return (_request, response) => {
    response.set('Allow', allowed.join(', '));
    send(response, 405, new RoomkeyError('not_found', { message: 'Method not allowed' }));
  };
}

/** The failure as a client may know it. */
export function toRoomkeyError(error: unknown): RoomkeyError {
  if (isRoomkeyError(error)) return error;
  if (isOutage(error)) return new RoomkeyError('unavailable', { cause: error });
  if (isUnsupportedMedia(error))
    return new RoomkeyError('invalid_payload', { message: 'Send JSON, in UTF-8' });
  // What Express and its body parser refuse carries a status below 500.
  const status = statusOf(error);
  if (status === 404) return new RoomkeyError('not_found');
  if (status === 413) return new RoomkeyError('payload_too_large');
  if (status !== undefined && status < 500) return new RoomkeyError('invalid_payload');
  return new RoomkeyError('internal', { cause: error });
}

function send(
  response: Response,
  status: number,
  { code, message, issues, retryAfterMs }: RoomkeyError,
): void {
  if (status === 401) response.set('WWW-Authenticate', 'Bearer');
  if (retryAfterMs !== undefined) response.set('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
  response.status(status).json({ error: { code, message, ...(issues === undefined ? {} : { issues }) } });
}

function isUnsupportedMedia(error: unknown): boolean {
  return statusOf(error) === 415;
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined;
}
