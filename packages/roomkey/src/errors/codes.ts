/** What a client should do after an error: give up, get a fresh token and try again, or wait and try again. */
export type Retry = 'never' | 'refresh' | 'backoff';

interface ErrorCodeEntry {
  readonly retry: Retry;
  /** The message a client sees when nothing more specific is given. Never holds data of a request. */
  readonly message: string;
  readonly cause: string;
  readonly fix: string;
}

/**
 * Every code that can cross the wire. This table is the only source: the types, the tests and
 * `docs/reference/errors.md` are checked against it.
 */
export const ERROR_CODES = {
  unauthenticated: {
    retry: 'never',
    message: 'Authentication required',
    cause: 'The request or room needs a user and the connection is anonymous.',
    fix: 'Sign in, then try again.',
  },
  token_invalid: {
    retry: 'refresh',
    message: 'Authentication error',
    cause: 'The token is malformed, not signed by a trusted key, or breaks the claim profile.',
    fix: 'Get a fresh token from the issuer. If that is refused too, sign in again.',
  },
  token_expired: {
    retry: 'refresh',
    message: 'The token has expired',
    cause: 'The token was genuine and its time is over.',
    fix: 'Get a fresh token; the client library does so by itself.',
  },
  session_revoked: {
    retry: 'never',
    message: 'Authentication error',
    cause: 'The session was signed out or revoked, or its user is banned.',
    fix: 'Sign in again.',
  },
  user_unknown: {
    retry: 'never',
    message: 'The user no longer exists',
    cause: 'The token is genuine, but its user is gone.',
    fix: 'Sign in with an existing account.',
  },
  identity_mismatch: {
    retry: 'never',
    message: 'The token belongs to another user or session',
    cause:
      'A refresh carried a token of another user or session, or the identity changed before a request was answered.',
    fix: 'Open a new connection for a new identity.',
  },
  forbidden: {
    retry: 'never',
    message: 'Not allowed',
    cause: 'The policy or role rule answered no.',
    fix: 'Ask somebody who may grant the right.',
  },
  not_joined: {
    retry: 'never',
    message: 'Join the room first',
    cause: 'The request is for members of a room and this connection has not joined it.',
    fix: 'Join the room, wait for the answer, then send the request.',
  },
  not_found: {
    retry: 'never',
    message: 'Not found',
    cause: 'The thing that the request names does not exist, or must not be known to exist.',
    fix: 'Check the id.',
  },
  unknown_event: {
    retry: 'never',
    message: 'Unknown event',
    cause: 'The contract has no request of that name.',
    fix: 'Declare it in the contract, or correct the name.',
  },
  invalid_payload: {
    retry: 'never',
    message: 'Invalid payload',
    cause: 'The payload does not match the schema; `issues` names the paths.',
    fix: 'Correct the payload.',
  },
  payload_too_large: {
    retry: 'never',
    message: 'The payload is too large',
    cause: 'The payload is over the size or depth limit.',
    fix: 'Send less at once.',
  },
  rate_limited: {
    retry: 'backoff',
    message: 'Too many requests',
    cause: 'A rate limit is used up, or the connection is in as many rooms as it may be.',
    fix: 'Wait for `retryAfterMs`; where there is none, leave a room first.',
  },
  too_many_connections: {
    retry: 'backoff',
    message: 'Too many connections',
    cause: 'The user has as many connections to the server as a user may have.',
    fix: 'Close other connections, or wait until they are closed.',
  },
  conflict: {
    retry: 'never',
    message: 'Conflict',
    cause: 'The request contradicts what is already stored, for instance an `opId` used for something else.',
    fix: 'Read the current state and decide again.',
  },
  timeout: {
    retry: 'backoff',
    message: 'No answer in time',
    cause: 'The handler or the network did not answer within the deadline.',
    fix: 'Try again; requests should be idempotent.',
  },
  unavailable: {
    retry: 'backoff',
    message: 'Temporarily unavailable',
    cause: 'Something that is needed to decide cannot be reached. It says nothing about the identity.',
    fix: 'Wait and try again; nobody is signed out by it.',
  },
  draining: {
    retry: 'backoff',
    message: 'The server is going away',
    cause: 'The server is shutting down or restarting.',
    fix: 'Reconnect; another server takes over.',
  },
  internal: {
    retry: 'never',
    message: 'Internal error',
    cause: 'Code of the application failed; the server log has the details.',
    fix: 'Report it.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;

/** A stable error code, the same on the wire, in types and in logs. */
export type ErrorCode = keyof typeof ERROR_CODES;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}
