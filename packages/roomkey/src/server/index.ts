export { attachAuthentication } from './attach-authentication.ts';
export { attachRoomkey } from './attach-roomkey.ts';
export { systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
export type { ReauthorizeReceipt, ReauthorizeTarget } from './connections/reauthorize.ts';
export type { RevokeReceipt } from './connections/revoke.ts';
export type { DrainReceipt } from './draining/draining.ts';
export type { DrainOptions } from './draining/plan.ts';
export type {
  HttpIdentity,
  HttpMiddleware,
  HttpRequest,
  HttpResponse,
  ProtectOptions,
} from './http/protect.ts';
export { anyOf } from './identity/any-of.ts';
export { batched } from './identity/batched.ts';
export type { LoadUsers } from './identity/batched.ts';
export { inBatches } from './in-batches.ts';
export type { AnswerAll, BatchOptions } from './in-batches.ts';
export type { RevokeTarget } from './identity/revocations.ts';
export type { TokenProfile } from './identity/token-profile.ts';
export type { BaseUser, LoadedUser, LoadUser, Subject, Verifier } from './identity/types.ts';
export { jwks, publicKey, secret } from './identity/verifiers.ts';
export type { JwksProfile } from './identity/verifiers.ts';
export type { AddressLimits, Limits } from './limits/limits.ts';
export { createRateLimiter } from './limits/rate-limiter.ts';
export type { RateLimiter } from './limits/rate-limiter.ts';
export type { PayloadBounds } from './limits/payload-bounds.ts';
export type {
  DecisionEvent,
  DisconnectEvent,
  DrainEvent,
  EvictionEvent,
  HandshakeEvent,
  LimitEvent,
  Observed,
  ReauthorizationEvent,
  RefreshEvent,
  RevocationEvent,
  RoomkeyEvent,
  Rule,
  SessionEvent,
} from './observe/events.ts';
export type { Observer } from './observe/observers.ts';
export type { Span, SpanAttributes, SpanOptions, Tracer } from './observe/tracer.ts';
export type { FailureContext, OnError, Stage } from './report.ts';
export { addressKey, clientAddress } from './transport/client-address.ts';
export { socketOptions } from './transport/socket-options.ts';
export type {
  Authentication,
  AuthenticationOptions,
  PolicyContext,
  RequestContext,
  RequestHandler,
  RequestRoomSender,
  Roomkey,
  RoomkeyOptions,
  RoomPolicy,
  RoomSender,
  To,
} from './types.ts';
export { ERROR_CODES, RoomkeyError, isRoomkeyError } from '../errors/index.ts';
export type { ErrorCode, PayloadIssue, Retry, RoomkeyErrorOptions } from '../errors/index.ts';
