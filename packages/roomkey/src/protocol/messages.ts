import { ERROR_CODES, isErrorCode, RoomkeyError } from '../errors/index.ts';
import type { ErrorCode, PayloadIssue, Retry } from '../errors/index.ts';

/** What everybody may know of a user. */
export interface PublicUser {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly avatar: string | null;
}

/** Why a connection is anonymous or was ended; `null` when it is authenticated. */
export type SessionReason =
  'token_missing' | 'token_expired' | 'user_unknown' | 'session_revoked' | (string & {});

/** The `session` event. Times are milliseconds; `expiresIn` is relative so that client clocks do not matter. */
export interface SessionMessage {
  readonly state: 'authenticated' | 'anonymous';
  readonly user: PublicUser | null;
  readonly reason: SessionReason | null;
  readonly expiresIn: number | null;
  readonly serverTime: number;
}

export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retry: Retry;
  readonly retryAfterMs?: number;
  readonly issues?: readonly PayloadIssue[];
}

export type Ack<Data = unknown> =
  { readonly ok: true; readonly data: Data } | { readonly ok: false; readonly error: WireError };

/** The lesson's `error` event, for denials of requests that asked for no acknowledgement. */
export interface ErrorMessage {
  readonly code: ErrorCode;
  readonly message: string;
  readonly event: string;
}

/** `data` of a `connect_error`. */
export interface HandshakeRefusal {
  readonly code: ErrorCode;
  readonly retry: Retry;
  readonly retryAfterMs?: number;
}

/** The `resync` event. */
export interface ResyncMessage {
  /** Milliseconds over which clients spread what they do about it. */
  readonly withinMs: number;
}

/** The `draining` event. */
export interface DrainingMessage {
  /** Milliseconds to wait before connecting again, spread over the clients. */
  readonly reconnectAfterMs: number;
}

export function toWireError(error: RoomkeyError): WireError {
  return {
    code: error.code,
    message: error.message,
    retry: error.retry,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.issues === undefined ? {} : { issues: error.issues }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an error that came over the wire; anything that is not one becomes `internal`. */
export function fromWireError(value: unknown): RoomkeyError {
  if (!isRecord(value) || !isErrorCode(value['code'])) return new RoomkeyError('internal');
  return new RoomkeyError(value['code'], {
    message: typeof value['message'] === 'string' ? value['message'] : ERROR_CODES[value['code']].message,
    retryAfterMs: typeof value['retryAfterMs'] === 'number' ? value['retryAfterMs'] : undefined,
    issues: Array.isArray(value['issues']) ? value['issues'].filter(isPayloadIssue) : undefined,
  });
}

const isPayloadIssue = (value: unknown): value is PayloadIssue =>
  isRecord(value) && typeof value['message'] === 'string' && Array.isArray(value['path']);

/** Reads an acknowledgement; a server that does not speak the envelope is reported as `internal`. */
export function readAck(value: unknown): Ack {
  if (isRecord(value) && value['ok'] === true) return { ok: true, data: value['data'] };
  if (isRecord(value) && value['ok'] === false)
    return { ok: false, error: toWireError(fromWireError(value['error'])) };
  return { ok: false, error: toWireError(new RoomkeyError('internal')) };
}

/** Reads a `session` event; null when it is not one. */
export function readSessionMessage(value: unknown): SessionMessage | null {
  if (!isRecord(value)) return null;
  const { state, user, reason, expiresIn, serverTime } = value;
  if (state !== 'authenticated' && state !== 'anonymous') return null;
  if (typeof serverTime !== 'number') return null;
  const known = state === 'authenticated' && isPublicUser(user) ? user : null;
  if (state === 'authenticated' && known === null) return null;
  return {
    state,
    user: known,
    reason: typeof reason === 'string' ? reason : null,
    expiresIn: typeof expiresIn === 'number' ? expiresIn : null,
    serverTime,
  };
}

/** Longer than any server asks for: nobody is sent away for good. */
const LONGEST_WAIT_MS = 60_000;

/** How long a server asks to wait; what is no time is no wait. */
function readWait(value: unknown, field: string): number {
  const asked = isRecord(value) ? value[field] : 0;
  return typeof asked === 'number' && asked > 0 ? Math.min(asked, LONGEST_WAIT_MS) : 0;
}

/** Reads a `draining` event; what is no time is no wait. */
export function readDrainingMessage(value: unknown): DrainingMessage {
  return { reconnectAfterMs: readWait(value, 'reconnectAfterMs') };
}

/** Reads a `resync` event; one that names no time is acted on at once. */
export function readResyncMessage(value: unknown): ResyncMessage {
  return { withinMs: readWait(value, 'withinMs') };
}

function isPublicUser(value: unknown): value is PublicUser {
  if (!isRecord(value)) return false;
  return ['id', 'name', 'role'].every((field) => typeof value[field] === 'string');
}
