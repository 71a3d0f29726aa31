import { isErrorCode, isRoomkeyError, RoomkeyError } from '../errors/index.ts';
import type { ErrorCode, Retry } from '../errors/index.ts';
import { fromWireError } from '../protocol/index.ts';
import type { Session } from './session.ts';

/** What the client does about an error; nothing else is ever decided from one. */
export type Outcome = 'retry' | 'refresh' | 'stop';

const OUTCOMES = { backoff: 'retry', refresh: 'refresh', never: 'stop' } as const satisfies Record<
  Retry,
  Outcome
>;

export function outcomeOf(error: RoomkeyError): Outcome {
  return OUTCOMES[error.retry];
}

const ABOUT_IDENTITY: ReadonlySet<ErrorCode> = new Set([
  'unauthenticated',
  'token_invalid',
  'token_expired',
  'session_revoked',
  'user_unknown',
]);

/** Whether a refusal says that the token's user is not signed in; every other refusal leaves the session alone. */
export function isAboutIdentity(code: ErrorCode): boolean {
  return ABOUT_IDENTITY.has(code);
}

/**
 * Whether a denial means that the token ran out, and a fresh one helps. A server that has noticed the expiry
 * already sees nobody on the connection.
 */
export function isAboutToken(error: RoomkeyError, session: Pick<Session, 'isExpired'>): boolean {
  return outcomeOf(error) === 'refresh' || (error.code === 'unauthenticated' && session.isExpired());
}

/** Reads a `connect_error`; whatever carries no code is an outage and says nothing about the identity. */
export function fromConnectError(error: Error): RoomkeyError {
  const data: unknown = 'data' in error ? error.data : undefined;
  if (typeof data === 'object' && data !== null && 'code' in data && isErrorCode(data.code))
    return fromWireError(data);
  return new RoomkeyError('unavailable', { cause: error });
}

/** Reads anything thrown; what is no RoomkeyError counts as an outage. */
export function toRoomkeyError(error: unknown): RoomkeyError {
  return isRoomkeyError(error) ? error : new RoomkeyError('unavailable', { cause: error });
}
