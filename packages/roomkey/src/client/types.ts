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
import type { PresentUser, PublicUser, SessionReason } from '../protocol/index.ts';

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
 *
 * @example
 * const getToken: GetToken = async ({ signal }) => {
 *   const response = await fetch('/api/auth/token', { signal });
 *   if (response.status === 401) return null;
 *   if (!response.ok) throw new Error('No token now');
 *   return (await response.json()).token;
 * };
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

/** How a room is; after a lost connection or a change of identity it is `joining` again. */
export type RoomState =
  | { readonly status: 'joining' }
  | { readonly status: 'joined' }
  /** Refused at join, or lost later; asked for again when the session changes and on each new connection. */
  | { readonly status: 'denied'; readonly error: RoomkeyError };

/**
 * Who is in a room that has `presence: true` in the contract. `loading`: nothing has been told yet, as in rooms
 * without it; what was told stays through a lost connection until the next one says how it is.
 */
export interface Presence {
  readonly status: 'loading' | 'ready';
  /** Each once, whatever they opened. The oldest of those that are named first. */
  readonly users: readonly PresentUser[];
  /** Connections of nobody that is known. */
  readonly anonymous: number;
  /** People, also those that are not named. */
  readonly count: number;
  /** False: there are more people than are named. */
  readonly complete: boolean;
}

/**
 * One use of a room. The room is joined while at least one lease is held, and again after every reconnect.
 *
 * @example
 * const lease = client.room('watch', { postId });
 * lease.on('like-update', ({ likeCount }) => show(likeCount));
 * lease.release();
 */
export interface RoomLease<C extends AnyContract, Room extends RoomName<C>> extends Disposable {
  readonly name: Room;
  readonly params: RoomParams<C, Room>;
  readonly state: Readable<RoomState>;
  /** Who is there; it stays `loading` in a room without `presence: true`. */
  readonly presence: Readable<Presence>;
  /** Hears an event of this room only. Returns the way to stop. */
  on<Event extends RoomEventName<C, Room>>(
    event: Event,
    listener: (data: EventData<C, Event>) => void,
  ): () => void;
  release(): void;
}

export interface RequestOptions {
  /** Milliseconds, the wait for a connection included. Short for what is worthless later. @default the client's `requestTimeoutMs` */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What `createClient` returns: one connection, who is on it, its rooms and its requests. */
export interface Client<C extends AnyContract> extends Disposable {
  readonly contract: C;
  readonly connection: Readable<ConnectionState>;
  readonly session: Readable<SessionState>;
  /**
   * The Socket.IO socket of now while it is connected, for events outside the contract. It is another one
   * after each reconnect and change of identity.
   */
  readonly socket: Readable<Socket | null>;
  /** Connects, or tries again at once instead of later. Does nothing while connected, and after `close`. */
  connect(): void;
  /**
   * Say that somebody signed in or out. The connection is replaced by a new one, requests of the old
   * identity fail, and other tabs do the same.
   */
  identityChanged(): void;
  /**
   * Sends a request and resolves with the data of its acknowledgement. One that is denied because the token
   * ran out is sent once more with a fresh token, and one that a server did not take since it goes away is sent to
   * the next.
   *
   * @throws RoomkeyError with the code of the denial; `timeout`; `unavailable` when there is no connection in
   * time or it is lost before the answer; `identity_mismatch` when the identity changes before the answer.
   * An aborted `signal` rejects with its reason.
   */
  request<Name extends RequestName<C>>(
    name: Name,
    payload: RequestPayload<C, Name>,
    options?: RequestOptions,
  ): Promise<RequestOutput<C, Name>>;
  /** Joins a room until the lease is released. */
  room<Room extends RoomName<C>>(name: Room, params: RoomParams<C, Room>): RoomLease<C, Room>;
  /** Ends the connection, the rooms and the timers for good. */
  close(): void;
}

export interface ClientOptions {
  /** @default the page's origin */
  readonly url?: string;
  readonly getToken: GetToken;
  /** @default true */
  readonly autoConnect?: boolean;
  /** Milliseconds. @default 10_000 */
  readonly requestTimeoutMs?: number;
  /** Milliseconds that `getToken` may take. @default 10_000 */
  readonly tokenTimeoutMs?: number;
  /**
   * Tabs with the same name follow each other's changes of identity and renew one at a time; null: this tab
   * alone. @default 'roomkey' in browsers, null elsewhere
   */
  readonly channel?: string | null;
  /** Path, transports and the like. Reconnection is the client's own. */
  readonly socketOptions?: Partial<
    Omit<ManagerOptions & SocketOptions, 'auth' | 'autoConnect' | 'reconnection'>
  >;
  /** Time and chance, for tests. */
  readonly clock?: ClientClock;
  readonly random?: () => number;
}

/** Time in milliseconds, as the platform counts it. */
export interface ClientClock {
  now(): number;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}
