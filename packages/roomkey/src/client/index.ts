export { createClient } from './create-client.ts';
export type {
  Client,
  ClientClock,
  ClientOptions,
  ConnectionState,
  GetToken,
  Presence,
  Readable,
  RequestOptions,
  RoomLease,
  RoomState,
  SessionState,
  TokenReason,
  TokenRequest,
} from './types.ts';
export { ERROR_CODES, RoomkeyError, isRoomkeyError } from '../errors/index.ts';
export type { ErrorCode, PayloadIssue, Retry, RoomkeyErrorOptions } from '../errors/index.ts';
export type { PresentUser, PublicUser, SessionReason } from '../protocol/index.ts';
