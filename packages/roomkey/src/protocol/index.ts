export {
  ERROR_EVENT,
  REFRESH_EVENT,
  SESSION_EVENT,
  isReservedName,
  joinEvent,
  joinedEvent,
  leaveEvent,
  leftEvent,
} from './names.ts';
export { roomKey } from './room-key.ts';
export type { RoomParamValue, RoomParamValues } from './room-key.ts';
export { fromWireError, readAck, readSessionMessage, toWireError } from './messages.ts';
export type {
  Ack,
  ErrorMessage,
  HandshakeRefusal,
  PublicUser,
  SessionMessage,
  SessionReason,
  WireError,
} from './messages.ts';
