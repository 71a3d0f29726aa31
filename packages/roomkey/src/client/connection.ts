import type { Socket } from 'socket.io-client';
import { RoomkeyError } from '../errors/index.ts';
import type { ErrorCode } from '../errors/index.ts';
import type { SessionMessage } from '../protocol/index.ts';
import { backoffDelay } from './backoff.ts';
import { runAt } from './clock.ts';
import { dial } from './dial.ts';
import type { Dialled, DialOptions } from './dial.ts';
import { isAboutIdentity, outcomeOf, toRoomkeyError } from './outcome.ts';
import { createStore } from './readable.ts';
import type { Session } from './session.ts';
import type { TokenSource } from './token-source.ts';
import type { ConnectionState, Readable, TokenReason } from './types.ts';

/** Failures are forgotten only after this long, so that a server which accepts and drops meets backoff. */
const STABLE_MS = 5_000;

/** A token that is dead sooner than this is not worth an immediate fresh one. */
const SHORTEST_LIFE_MS = 1_000;

export interface ConnectionOptions extends DialOptions {
  readonly session: Session;
  readonly tokens: TokenSource;
  readonly random: () => number;
}

export interface Connection {
  readonly state: Readable<ConnectionState>;
  /** The socket while it is usable: connected, and the server has said who is on it. */
  readonly socket: Readable<Socket | null>;
  /** Connects, or tries again now instead of later. */
  connect(): void;
  /** The page or network is back: do not wait any longer. */
  wake(): void;
  identityChanged(): void;
  /** The token of now will not do: a new connection with a fresh one, for the same identity. */
  renew(cause: ErrorCode): void;
  /** Goes on anonymously and asks for no token until the identity changes. */
  signOut(reason: ErrorCode): void;
  close(): void;
}

/** Keeps one connection for the identity of now. Whatever belongs to an older attempt is dropped. */
export function createConnection(options: ConnectionOptions): Connection {
  const { session, tokens, clock, random } = options;
  const state = createStore<ConnectionState>({ status: 'idle' });
  const socket = createStore<Socket | null>(null);
  let attempt = 0;
  let failures = 0;
  let connectedAt: number | null = null;
  /** Why the last token would not do. A second refusal signs out, so that a bad token never loops. */
  let rejected: ErrorCode | null = null;
  let isWaiting = false;
  let release = () => {};

  function begin(): number {
    release();
    release = () => {};
    isWaiting = false;
    attempt += 1;
    socket.set(null);
    return attempt;
  }

  async function start(reason: TokenReason): Promise<void> {
    if (state.get().status === 'closed') return;
    const mine = begin();
    if (state.get().status !== 'reconnecting') state.set({ status: 'connecting' });
    try {
      const token = await tokenFor(reason);
      if (mine !== attempt) return;
      if (token === null && rejected !== null) signOut(rejected);
      else open(token, mine);
    } catch (error) {
      if (mine === attempt) retryLater(toRoomkeyError(error));
    }
  }

  async function tokenFor(reason: TokenReason): Promise<string | null> {
    if (session.signedOut() !== null) return null;
    const forceRefresh = reason === 'identity-changed' || rejected !== null || session.isExpired();
    return tokens.get(reason, forceRefresh);
  }

  function open(token: string | null, mine: number): void {
    const dialled: Dialled = dial(options, token, {
      onSession: (message) => answered(message, token, dialled.socket),
      onEnd: (error) => ended(error, token),
    });
    // An address that cannot be dialled at all has ended already.
    if (mine === attempt) release = dialled.close;
  }

  function answered(message: SessionMessage, token: string | null, from: Socket): void {
    const isLive = socket.get() === from;
    if (message.reason === 'session_revoked') return signOut('session_revoked');
    if (message.reason === 'token_expired' && token !== null && rejected === null)
      return renew('token_expired');
    if (isLive && session.isOther(message)) return identityChanged();
    if (message.state === 'authenticated') rejected = null;
    session.apply(message);
    if (isLive) return;
    connectedAt = clock.now();
    socket.set(from);
    state.set({ status: 'connected' });
  }

  function ended(error: RoomkeyError, token: string | null): void {
    const outcome = outcomeOf(error);
    if (outcome === 'retry') return retryLater(error);
    if (token === null || !isAboutIdentity(error.code)) return fail(error);
    if (outcome === 'refresh' && rejected === null) return renew(error.code);
    signOut(error.code);
  }

  function retryLater(error: RoomkeyError): void {
    begin();
    if (connectedAt !== null && clock.now() - connectedAt >= STABLE_MS) failures = 0;
    connectedAt = null;
    failures += 1;
    isWaiting = true;
    state.set({ status: 'reconnecting', attempt: failures, error });
    const delay = backoffDelay(failures, random, error.retryAfterMs);
    release = runAt(clock, clock.now() + delay, () => void start('reconnect'));
  }

  function fail(error: RoomkeyError): void {
    begin();
    if (isAboutIdentity(error.code)) session.refuseAnonymous(error.code);
    state.set({ status: 'failed', error });
  }

  function renew(cause: ErrorCode): void {
    if (rejected !== null) return;
    rejected = cause;
    if (connectedAt !== null && clock.now() - connectedAt < SHORTEST_LIFE_MS)
      retryLater(new RoomkeyError(cause));
    else void start(cause === 'token_expired' ? 'expiring' : 'refused');
  }

  function signOut(reason: ErrorCode): void {
    session.signOut(reason);
    restart();
  }

  function identityChanged(): void {
    session.reset();
    restart();
  }

  function restart(): void {
    tokens.abort();
    failures = 0;
    rejected = null;
    const { status } = state.get();
    if (status === 'idle' || status === 'closed') return;
    begin();
    state.set({ status: 'connecting' });
    void start('identity-changed');
  }

  return {
    state,
    socket,
    identityChanged,
    renew,
    signOut,
    connect() {
      const { status } = state.get();
      if (status === 'idle' || status === 'failed' || isWaiting) void start('connect');
    },
    wake() {
      if (isWaiting) void start('wake');
    },
    close() {
      begin();
      tokens.abort();
      state.set({ status: 'closed' });
    },
  };
}
