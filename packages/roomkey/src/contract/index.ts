export { assertContract, defineContract } from './define-contract.ts';
export type {
  Access,
  AnyContract,
  Contract,
  ContractLimits,
  Delivery,
  EventDefinition,
  Messages,
  RateLimit,
  RequestAccess,
  RequestDefinition,
  RoomDefinition,
  RoomParamSchemas,
} from './definition.ts';
export type {
  EventData,
  EventInput,
  EventName,
  EventRoom,
  PresenceRoomName,
  RequestInput,
  RequestName,
  RequestOutput,
  RequestPayload,
  RequestResult,
  RequestRoom,
  RoomEventName,
  RoomName,
  RoomParams,
} from './infer.ts';
export type {
  AnySchema,
  InferInput,
  InferOutput,
  Schema,
  SchemaIssue,
  SchemaResult,
} from './standard-schema.ts';
export type { RoomkeyTypeError } from './type-errors.ts';
export { ERROR_CODES, RoomkeyError, isRoomkeyError } from '../errors/index.ts';
export type { ErrorCode, PayloadIssue, Retry, RoomkeyErrorOptions } from '../errors/index.ts';
export type {
  Ack,
  ErrorMessage,
  HandshakeRefusal,
  PresenceDiff,
  PresenceState,
  PresentUser,
  PublicUser,
  SessionMessage,
  SessionReason,
  WireError,
} from '../protocol/index.ts';
