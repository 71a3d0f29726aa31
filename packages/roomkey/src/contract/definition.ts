import type { ErrorCode } from '../errors/index.ts';
import type { AnySchema, Schema } from './standard-schema.ts';

/** Who may, before the policy is asked: everybody, a signed-in user, or a user with one of these roles. */
export type Access = 'anyone' | 'user' | { readonly role: string | readonly string[] };

/** As {@link Access}; `member` is a connection that has joined the request's room. */
export type RequestAccess = Access | 'member';

/** How an event travels: every one in order, only the newest value, or dropped for members that lag. */
export type Delivery = 'reliable' | 'latest' | 'volatile';

/** Own wording for a code, where the default would not help the person who reads it. */
export type Messages = { readonly [Code in ErrorCode]?: string };

/** At most `burst` at once, and `perSecond` over time. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** What one client may send over all requests, joins and unknown names together; null: as much as it likes. */
export interface ContractLimits {
  /** @default { burst: 40, perSecond: 10 } */
  readonly connection?: RateLimit | null;
  /** All connections of a user to one server together. @default { burst: 160, perSecond: 40 } */
  readonly user?: RateLimit | null;
}

/** The values that name one room, in the order in which they form its key. */
export type RoomParamSchemas = Readonly<Record<string, Schema<unknown, string | number>>>;

export interface RoomDefinition {
  readonly params: RoomParamSchemas;
  readonly allow?: Access;
  /** Members hear who is there: `presence-state` when they join, `presence-diff` after. @default false */
  readonly presence?: boolean;
  /** How often a user, or an anonymous connection, may join rooms of this kind. */
  readonly limit?: RateLimit;
  readonly messages?: Messages;
}

export interface RequestDefinition {
  /** The room that the request is about: its params are part of the payload and its policy is asked. */
  readonly room?: string;
  /** The payload, besides the params of the room. */
  readonly input?: AnySchema;
  /** What the acknowledgement carries; fields that the schema does not know are not sent. */
  readonly output?: AnySchema;
  readonly allow?: RequestAccess;
  /** How often a user, or an anonymous connection, may send it. */
  readonly limit?: RateLimit;
  /** `silent`: a denial is not reported when no acknowledgement was asked for. */
  readonly denied?: 'silent';
  readonly messages?: Messages;
}

export interface EventDefinition {
  /** The room or rooms that hear it; their params are part of what is sent. */
  readonly room: string | readonly string[];
  /** What is sent, besides the params of the room. */
  readonly data: AnySchema;
  /** @default 'reliable' */
  readonly delivery?: Delivery;
}

export type RoomDefinitions = Readonly<Record<string, RoomDefinition>>;
export type RequestDefinitions = Readonly<Record<string, RequestDefinition>>;
export type EventDefinitions = Readonly<Record<string, EventDefinition>>;

/** What `defineContract` returns: the definition itself, checked. */
export interface Contract<
  Rooms extends RoomDefinitions = RoomDefinitions,
  Requests extends RequestDefinitions = RequestDefinitions,
  Events extends EventDefinitions = EventDefinitions,
> {
  readonly rooms: Rooms;
  readonly requests: Requests;
  readonly events: Events;
  readonly limits?: ContractLimits;
}

export type AnyContract = Contract;
