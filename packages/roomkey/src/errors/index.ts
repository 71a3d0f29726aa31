export { ERROR_CODES, isErrorCode } from './codes.ts';
export type { ErrorCode, Retry } from './codes.ts';
export { RoomkeyError, isRoomkeyError } from './roomkey-error.ts';
export type { PayloadIssue, RoomkeyErrorOptions } from './roomkey-error.ts';
