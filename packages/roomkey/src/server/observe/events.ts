import type { ErrorCode } from '../../errors/index.ts';

/** Whose connection it was. Ids are for logs; they do not belong into the labels of a metric. */
export interface Observed {
  readonly socketId: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
}

/** A CONNECT was decided. `code`: why it was refused, or why the connection is anonymous. */
export interface HandshakeEvent extends Observed {
  readonly type: 'handshake';
  readonly outcome: 'authenticated' | 'anonymous' | 'refused';
  readonly code: ErrorCode | 'token_missing' | null;
  readonly durationMs: number;
}

/** A connection is over. `reason` is Socket.IO's. */
export interface DisconnectEvent extends Observed {
  readonly type: 'disconnect';
  readonly reason: string;
}

/** Of a room or request; `none` for a name that the contract does not know. */
export type Rule = 'anyone' | 'user' | 'member' | 'role' | 'none';

/** A join or request was decided and, where it was allowed, answered. `code` is null when it succeeded. */
export interface DecisionEvent extends Observed {
  readonly type: 'decision';
  readonly kind: 'join' | 'request';
  /** Of the room or request, as the contract has it; a name that it does not know is `(unknown)`. */
  readonly name: string;
  /** The rule of the contract. */
  readonly rule: Rule;
  /** The key of the room concerned, `post:<postId>`; null where there is none, or its params were refused. */
  readonly room: string | null;
  /** Whether rule and policy allowed it, whatever became of it afterwards. */
  readonly allowed: boolean;
  readonly code: ErrorCode | null;
  readonly durationMs: number;
}

/**
 * A rate refused a request, which was not decided then (`connection`, `user`, `name`: whose rate); or a client was cut
 * off, since it was refused too often (`abuse`) or left too much unread (`queue`).
 */
export interface LimitEvent extends Observed {
  readonly type: 'limit';
  readonly limit: 'connection' | 'user' | 'name' | 'abuse' | 'queue';
  /** What the client sent, as the contract has it, or `(unknown)`; null where the client was cut off. */
  readonly name: string | null;
}

/** `refresh-session` was answered. */
export interface RefreshEvent extends Observed {
  readonly type: 'refresh';
  readonly code: ErrorCode | null;
  /** Connections of this server that it renewed. */
  readonly renewed: number;
}

/** Who is on a connection changed without its asking. */
export interface SessionEvent extends Observed {
  readonly type: 'session';
  readonly reason: 'token_expired' | 'user_unknown' | 'session_revoked';
}

/** A room was lost: left because the right to be in it is gone. */
export interface EvictionEvent extends Observed {
  readonly type: 'eviction';
  /** The key of the room. */
  readonly room: string;
  /** What the client was told as the reason. */
  readonly code: string;
}

/** `revoke` returned. */
export interface RevocationEvent {
  readonly type: 'revocation';
  readonly target: 'session' | 'user';
  readonly id: string;
  readonly nodes: readonly string[];
  readonly missing: readonly string[];
  readonly sockets: number;
  readonly durationMs: number;
}

/** `reauthorize` returned. */
export interface ReauthorizationEvent {
  readonly type: 'reauthorization';
  readonly target: 'user' | 'room';
  /** The id of the user, or the key of the room. */
  readonly id: string;
  readonly nodes: readonly string[];
  readonly missing: readonly string[];
  readonly sockets: number;
  readonly left: number;
  readonly durationMs: number;
}

/** `drain` returned. */
export interface DrainEvent {
  readonly type: 'drain';
  readonly connections: number;
  readonly forced: number;
  readonly durationMs: number;
}

/** What happened on a server; payloads, tokens and cookies are never part of it. */
export type RoomkeyEvent =
  | HandshakeEvent
  | DisconnectEvent
  | DecisionEvent
  | LimitEvent
  | RefreshEvent
  | SessionEvent
  | EvictionEvent
  | RevocationEvent
  | ReauthorizationEvent
  | DrainEvent;
