import type { Socket } from 'socket.io';
import type {
  AnyContract,
  EventInput,
  RequestInput,
  RequestName,
  RequestResult,
  RequestRoom,
  RoomEventName,
  RoomName,
  RoomParams,
} from '../contract/index.ts';
import type { Clock } from './clock.ts';
import type { ReauthorizeReceipt, ReauthorizeTarget } from './connections/reauthorize.ts';
import type { RevokeReceipt } from './connections/revoke.ts';
import type { HttpIdentity, HttpMiddleware, HttpRequest, ProtectOptions } from './http/protect.ts';
import type { RevokeTarget } from './identity/revocations.ts';
import type { BaseUser, LoadUser, Subject, Verifier } from './identity/types.ts';
import type { Limits } from './limits/limits.ts';
import type { DrainReceipt } from './draining/draining.ts';
import type { DrainOptions } from './draining/plan.ts';
import type { Observer } from './observe/observers.ts';
import type { Tracer } from './observe/tracer.ts';
import type { OnError } from './report.ts';

/** The user that a rule guarantees: never null unless anyone is allowed. */
type UserUnder<Allow, User> = Allow extends 'anyone' ? User | null : User;

type RoomUser<C extends AnyContract, Room extends RoomName<C>, User> = UserUnder<
  C['rooms'][Room]['allow'],
  User
>;

type RequestUser<
  C extends AnyContract,
  Name extends RequestName<C>,
  User,
> = C['requests'][Name]['allow'] extends 'member'
  ? RoomUser<C, RequestRoom<C, Name>, User>
  : UserUnder<C['requests'][Name]['allow'], User>;

export interface PolicyContext<C extends AnyContract, Room extends RoomName<C>, User extends BaseUser> {
  readonly user: RoomUser<C, Room, User>;
  readonly params: RoomParams<C, Room>;
  /** Whether the connection that asks is in the room already. */
  readonly member: boolean;
}

/**
 * Says whether a user may be in a room. It is asked at every join, at every request about the room, at a
 * refresh and when rights change. Only `true` allows; what it throws denies as `unavailable`, unless it is a
 * RoomkeyError, which is passed on.
 */
export type RoomPolicy<C extends AnyContract, Room extends RoomName<C>, User extends BaseUser> = (
  context: PolicyContext<C, Room, User>,
) => boolean | Promise<boolean>;

/** Sends the events of one room, with the params of the room filled in. An event goes to every room it is declared for. */
export interface RoomSender<C extends AnyContract, Room> {
  emit<Event extends RoomEventName<C, Room>>(event: Event, data: EventInput<C, Event>): void;
}

/** A {@link RoomSender} on behalf of a connection: it refuses once the connection is over or revoked. */
export interface RequestRoomSender<C extends AnyContract, Room> extends RoomSender<C, Room> {
  /** Everybody but the connection that asked. */
  readonly others: RoomSender<C, Room>;
  /** Only the connection that asked. */
  readonly self: RoomSender<C, Room>;
}

export interface RequestContext<C extends AnyContract, Name extends RequestName<C>, User extends BaseUser> {
  readonly user: RequestUser<C, Name, User>;
  /** The proven token's subject; null for an anonymous connection. */
  readonly subject: Subject | null;
  readonly input: RequestInput<C, Name>;
  /** The params of the request's room. */
  readonly params: RoomParams<C, RequestRoom<C, Name>>;
  /** The request's room. */
  readonly room: RequestRoomSender<C, RequestRoom<C, Name>>;
  /** Any room, on behalf of the server. */
  readonly to: To<C>;
  /** Joins the connection to a room after asking that room's rule and policy. @throws RoomkeyError when denied */
  readonly join: <Room extends RoomName<C>>(room: Room, params: RoomParams<C, Room>) => Promise<void>;
  /**
   * Call after an await and before an effect that cannot be undone.
   *
   * @throws RoomkeyError `session_revoked` or `unavailable` when the connection ended meanwhile
   */
  readonly assertLive: () => void;
  readonly socket: Socket;
}

export type RequestHandler<C extends AnyContract, Name extends RequestName<C>, User extends BaseUser> = (
  context: RequestContext<C, Name, User>,
) => RequestResult<C, Name> | Promise<RequestResult<C, Name>>;

export type To<C extends AnyContract> = <Room extends RoomName<C>>(
  room: Room,
  params: RoomParams<C, Room>,
) => RoomSender<C, Room>;

export interface AuthenticationOptions<User extends BaseUser> {
  readonly verify: Verifier;
  readonly loadUser: LoadUser<User>;
  /** Whether connections without a user are accepted. @default 'allow' */
  readonly anonymous?: 'allow' | 'deny';
  /** Told of every contained failure. @default writes to standard error */
  readonly onError?: OnError;
  /**
   * A verifier, loader, policy or handler of yours that takes longer is given up: a request is answered with
   * `timeout`, a connection or review with `unavailable`. @default 5_000
   */
  readonly timeoutMs?: number;
  /**
   * How long a revocation is remembered. Shorter than `verify` accepts tokens for, it is refused at the start; a
   * verifier of your own says so in `longestLifeMs`. @default a day, or the longest life of a token
   */
  readonly rememberRevokedMs?: number;
  /**
   * How often every live session is looked up again, so that a revocation or change of role that nobody
   * announced takes effect; null: never. @default 5_000
   */
  readonly sweepMs?: number | null;
  /**
   * Pages of which origins may connect, exactly as browsers write them; `any`: all. Requests without an origin are of
   * no browser and pass. @default the host that was asked, and what Socket.IO's own `cors.origin` names
   */
  readonly origins?: readonly string[] | 'any';
  /** Proxies in front of the server that append to `X-Forwarded-For`. @default 0 */
  readonly trustProxy?: number;
  readonly limits?: Limits;
  /**
   * How what is emitted gets to websockets. `fast`: everything that a connection is sent in one turn of the event
   * loop leaves in one write, and a broadcast is encoded once, as a ready frame. `plain`: as Socket.IO does by itself.
   * Order, rooms and acknowledgements are the same, and with either, members on this server get a broadcast before an
   * adapter that reaches other servers publishes it; an adapter of your own that reaches nobody keeps its own way.
   * `volatile` drops what is for a client that leaves 16 KiB unread, rather than all but one event of a burst.
   * Engine.IO's `packetCreate` and `flush` are not emitted for broadcasts, a process that exits in the turn in which
   * it emits has not sent, and `rawHeaders` of `socket.request` are empty after the turn of `connection`.
   * @default 'fast'
   */
  readonly delivery?: 'fast' | 'plain';
  /**
   * Gets a span for every handshake, join and request; policies and handlers run inside of it. OpenTelemetry's fits
   * as it is: `trace.getTracer('app')`. @default none, at no cost
   */
  readonly tracer?: Tracer;
  /** What other servers and receipts call this one. No two at the same time may have the same name. @default made of host and process */
  readonly node?: string;
  readonly clock?: Clock;
}

export interface RoomkeyOptions<
  C extends AnyContract,
  User extends BaseUser,
> extends AuthenticationOptions<User> {
  readonly contract: C;
  readonly rooms: { readonly [Room in RoomName<C>]: RoomPolicy<C, Room, User> };
  readonly requests: { readonly [Name in RequestName<C>]: RequestHandler<C, Name, User> };
  /**
   * For events of `delivery: 'latest'`: the first value goes out at once, and then at most one for each room in so
   * many milliseconds; the last one always does. Where values carry a number `version`, an older one never follows a
   * newer one on its way from this server; other servers conflate for themselves, and `roomkey/client` leaves out what
   * comes late from them. Whoever joins hears none that was emitted before. @default 50
   */
  readonly latestMs?: number;
  /**
   * Members of rooms with `presence: true` hear who came and left at most once in so many milliseconds; whoever is
   * back within that time, as after a reload, was never away. @default 250
   */
  readonly presenceMs?: number;
  /** People of a room that are named at most; the others are counted. @default 100 */
  readonly presenceNames?: number;
  /** Events that the contract does not know: refused, or passed to your own `socket.on` listeners. @default 'refuse' */
  readonly undeclared?: 'refuse' | 'pass';
}

/** Who is on each connection of a server, and for how long. */
export interface Authentication<User extends BaseUser> {
  /**
   * Ends every connection of a session or user, and refuses its tokens from now on: on this server at once, in every
   * case, and on all others that the adapter reaches. Nothing that is being decided while it runs can slip through.
   * Never waits longer than a second for another server; the receipt names those that did not answer.
   */
  revoke(target: RevokeTarget): Promise<RevokeReceipt>;
  /**
   * Asks loader and policies again after a role or membership changed: users are refreshed, rooms that are lost
   * are left with `left-<room>`, and clients hear `session`. A join or request that is being decided meanwhile
   * is decided again. All servers that the adapter reaches do it; the receipt names those that were not done in a second.
   */
  reauthorize(target: ReauthorizeTarget): Promise<ReauthorizeReceipt>;
  /** Express middleware: the same tokens, users and revocations as the sockets. Answers 401, 403 or 503. */
  protect(options?: ProtectOptions): HttpMiddleware;
  /** Who is behind a request that passed `protect`; null for an anonymous one. */
  identityOf(request: HttpRequest): HttpIdentity<User> | null;
  /**
   * Is told what happens on this server: handshakes, decisions, refreshes, revocations, limits. Never a token or a
   * payload. Returns the way to stop.
   *
   * @example
   * roomkey.observe((event) => {
   *   if (event.type === 'decision' && !event.allowed) log.warn(event, 'refused');
   * });
   */
  observe(observer: Observer): () => void;
  /**
   * Lets this server go away: nobody is let in any more, and clients are told `draining`, a few at a time. What they
   * asked before is answered, what they ask afterwards is refused with `draining`; then their transports are closed,
   * so that they connect again, to another server. Once: whoever calls again gets the same receipt.
   *
   * @throws TypeError when a time is none that can be kept
   * @example
   * process.once('SIGTERM', async () => {
   *   await roomkey.drain({ withinMs: 20_000 });
   *   roomkey.close();
   *   await io.close();
   * });
   */
  drain(options?: DrainOptions): Promise<DrainReceipt>;
  /**
   * Says that events may have been lost between servers, for instance since the adapter was without its connection:
   * clients of all servers hear `resync`, join their rooms again and read what those are about, spread over some
   * seconds. A loss that lasts longer than a second is noticed without it.
   */
  resync(): void;
  /** What other servers and receipts call this one. */
  readonly node: string;
  /** Connections on this server now. */
  readonly connections: number;
  /** Stops the clocks. Connections are left to Socket.IO. */
  close(): void;
}

/** A contract at work on a server. */
export interface Roomkey<C extends AnyContract, User extends BaseUser> extends Authentication<User> {
  /** Sends events to a room on behalf of the server, for instance after a change that came over HTTP. */
  readonly to: To<C>;
}
