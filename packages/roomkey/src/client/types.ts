import type { Socket, SocketOptions, ManagerOptions } from 'socket.io-client';
import type {
  AnyContract,
  EventData,
  RequestName,
  RequestOutput,
  RequestPayload,
  RoomEventName,
  RoomName,
  RoomParams,
} from '../contract/index.ts';
import type { RoomkeyError } from '../errors/index.ts';
import type { PublicUser, SessionReason } from '../protocol/index.ts';

/** A value that changes: read it, and be told of the next change. Fits `useSyncExternalStore`. */
export interface Readable<Value> {
  readonly get: () => Value;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Why a token is asked for. */
export type TokenReason = 'connect' | 'reconnect' | 'refused' | 'expiring' | 'wake' | 'identity-changed';

export interface TokenRequest {
  /** True: a cached token will not do, the last one was refused or is about to expire. */
  readonly forceRefresh: boolean;
  readonly reason: TokenReason;
  readonly signal: AbortSignal;
}

/**
 * Returns an access token, or null for an anonymous connection. When it throws, hangs or returns
 * anything else, the attempt fails as `unavailable` and is tried again later; nobody is signed out.
 * To say that the session is over, return null.
 */
export type GetToken = (request: TokenRequest) => string | null | Promise<string | null>;

/** How the connection is; says nothing about who is on it. */
export type ConnectionState =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting' }
  | { readonly status: 'connected' }
  | { readonly status: 'reconnecting'; readonly attempt: number; readonly error: RoomkeyError }
  /** The server refused for good; `connect` or `identityChanged` tries again. */
  | { readonly status: 'failed'; readonly error: RoomkeyError }
  | { readonly status: 'closed' };

/** Who is on the connection; survives a lost connection. `expiresAt` is on this client's clock, in milliseconds. */
export type SessionState =
  | { readonly status: 'loading'; readonly user: null; readonly reason: null; readonly expiresAt: null }
  | {
      readonly status: 'anonymous';
      readonly user: null;
      readonly reason: SessionReason;
      readonly expiresAt: null;
    }
  | {
      readonly status: 'authenticated';
      readonly user: PublicUser;
      readonly reason: null;
      readonly expiresAt: number;
    };

export type RoomState =
  | { readonly status: 'joining' }
  | { readonly status: 'joined' }
  /** Refused at join, or lost later; it is tried again when the identity changes. */
  | { readonly status: 'denied'; readonly error: RoomkeyError };

/** One use of a room. The room is joined while at least one lease is held, and again after every reconnect. */
export interface RoomLease<C extends AnyContract, Room extends RoomName<C>> extends Disposable {
  readonly name: Room;
  readonly params: RoomParams<C, Room>;
  readonly state: Readable<RoomState>;
  /** Hears an event of this room only. Returns the way to stop. */
  on<Event extends RoomEventName<C, Room>>(
    event: Event,
    listener: (data: EventData<C, Event>) => void,
  ): () => void;
  release(): void;
}

export interface RequestOptions {
  /** @default the client's `requestTimeoutMs` */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Client<C extends AnyContract> extends Disposable {
  readonly contract: C;
  readonly connection: Readable<ConnectionState>;
  readonly session: Readable<SessionState>;
  /** The Socket.IO socket of now, for events outside the contract; another one after each change of identity. */
  readonly socket: Readable<Socket | null>;
  connect(): void;
  /**
   * Say that somebody signed in or out. The connection is replaced by a new one, requests of the old
   * identity fail, and other tabs do the same.
   */
  identityChanged(): void;
  /** @throws RoomkeyError with the code of the denial, `timeout`, or `unavailable` when not connected in time. */
  request<Name extends RequestName<C>>(
    name: Name,
    payload: RequestPayload<C, Name>,
    options?: RequestOptions,
  ): Promise<RequestOutput<C, Name>>;
  /** Joins a room until the lease is released. */
  room<Room extends RoomName<C>>(name: Room, params: RoomParams<C, Room>): RoomLease<C, Room>;
  close(): void;
}

export interface ClientOptions {
  /** @default the page's origin */
  readonly url?: string;
  readonly getToken: GetToken;
  /** @default true */
  readonly autoConnect?: boolean;
  /** @default 10_000 */
  readonly requestTimeoutMs?: number;
  /** @default 10_000 */
  readonly tokenTimeoutMs?: number;
  /** Tabs with the same name follow each other's changes of identity; null: this tab alone. @default 'roomkey' */
  readonly channel?: string | null;
  /** Path, transports and the like. Reconnection is the client's own. */
  readonly socketOptions?: Partial<
    Omit<ManagerOptions & SocketOptions, 'auth' | 'autoConnect' | 'reconnection'>
  >;
  /** Time and chance, for tests. */
  readonly clock?: ClientClock;
  readonly random?: () => number;
}

export interface ClientClock {
  now(): number;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}
