export {
  DRAINING_EVENT,
  ERROR_EVENT,
  PRESENCE_DIFF_EVENT,
  PRESENCE_STATE_EVENT,
  REFRESH_EVENT,
  RESYNC_EVENT,
  SESSION_EVENT,
  isReservedName,
  joinEvent,
  joinedEvent,
  leaveEvent,
  leftEvent,
} from './names.ts';
export { roomKey } from './room-key.ts';
export type { RoomParamValue, RoomParamValues } from './room-key.ts';
export {
  fromWireError,
  readAck,
  readDrainingMessage,
  readResyncMessage,
  readSessionMessage,
  toWireError,
} from './messages.ts';
export { readPresenceDiff, readPresenceState } from './presence.ts';
export type { PresenceDiff, PresenceState, PresentUser } from './presence.ts';
export type {
  Ack,
  DrainingMessage,
  ErrorMessage,
  HandshakeRefusal,
  PublicUser,
  ResyncMessage,
  SessionMessage,
  SessionReason,
  WireError,
} from './messages.ts';
