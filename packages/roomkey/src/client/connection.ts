import type { Socket } from 'socket.io-client';
import type { ErrorCode, RoomkeyError } from '../errors/index.ts';
import type { SessionMessage } from '../protocol/index.ts';
import { reconnectDelay } from './backoff.ts';
import { runAt } from './clock.ts';
import { dial } from './dial.ts';
import type { Dialled, DialOptions } from './dial.ts';
import { isAboutIdentity, outcomeOf, toRoomkeyError } from './outcome.ts';
import { createStore } from './readable.ts';
import type { Store } from './readable.ts';
import type { Session } from './session.ts';
import type { TokenSource } from './token-source.ts';
import type { ConnectionState, Readable, TokenReason } from './types.ts';

/** Failures are forgotten only after this long, so that a server which accepts and drops meets backoff. */
const STABLE_MS = 5_000;

export interface ConnectionOptions extends DialOptions {
  readonly session: Session;
  readonly tokens: TokenSource;
  readonly random: () => number;
}

/** Keeps one connection for the identity of now. Whatever belongs to an older attempt is dropped. */
export interface Connection {
  readonly state: Readable<ConnectionState>;
  /** The socket while it is usable: connected, and the server has said who is on it. */
  readonly socket: Readable<Socket | null>;
  /** Whether the server of a socket goes away: it takes no more requests, and another socket will follow. */
  readonly isDraining: (socket: Socket) => boolean;
  /** A server that refuses a request for that reason says so, too. */
  readonly drained: (socket: Socket) => void;
  /** Connects, or tries again now instead of later. */
  readonly connect: () => void;
  /** The page or the network is back: do not wait any longer. */
  readonly wake: () => void;
  readonly identityChanged: () => void;
  /** The token of now will not do: a new connection with a fresh one, for the same identity. */
  readonly renew: (cause: ErrorCode) => void;
  /** Goes on anonymously and asks for no token until the identity changes. */
  readonly signOut: (reason: ErrorCode) => void;
  readonly close: () => void;
}

/** What the machine remembers. It holds one thing at a time, a dial or a wait, which `release` ends. */
interface Machine extends ConnectionOptions {
  readonly state: Store<ConnectionState>;
  readonly socket: Store<Socket | null>;
  attempt: number;
  failures: number;
  connectedAt: number;
  /** Why the last token would not do. A second refusal signs out, so that a bad token never loops. */
  rejected: ErrorCode | null;
  isWaiting: boolean;
  draining: Socket | null;
  release: () => void;
}

export function createConnection(options: ConnectionOptions): Connection {
  const machine: Machine = {
    ...options,
    state: createStore<ConnectionState>({ status: 'idle' }),
    socket: createStore<Socket | null>(null),
    attempt: 0,
    failures: 0,
    connectedAt: Infinity,
    rejected: null,
    isWaiting: false,
    draining: null,
    release: nothing,
  };
  return {
    state: machine.state,
    socket: machine.socket,
    isDraining: (socket) => machine.draining === socket,
    drained(socket) {
      if (machine.socket.get() === socket) machine.draining = socket;
    },
    connect() {
      const { status } = machine.state.get();
      if (status === 'idle' || status === 'failed' || machine.isWaiting) void start(machine, 'connect');
    },
    wake() {
      if (machine.isWaiting) void start(machine, 'wake');
    },
    identityChanged: () => identityChanged(machine),
    renew: (cause) => renew(machine, cause),
    signOut: (reason) => signOut(machine, reason),
    close() {
      begin(machine);
      machine.tokens.abort();
      machine.state.set({ status: 'closed' });
    },
  };
}

function nothing(): void {}

function begin(machine: Machine): number {
  machine.release();
  machine.release = nothing;
  machine.isWaiting = false;
  machine.attempt += 1;
  machine.draining = null;
  machine.socket.set(null);
  return machine.attempt;
}

async function start(machine: Machine, reason: TokenReason): Promise<void> {
  if (machine.state.get().status === 'closed') return;
  const mine = begin(machine);
  if (machine.state.get().status !== 'reconnecting') machine.state.set({ status: 'connecting' });
  try {
    const token = await tokenFor(machine, reason);
    if (mine !== machine.attempt) return;
    if (token === null && machine.rejected !== null) signOut(machine, machine.rejected);
    else open(machine, token);
  } catch (error) {
    if (mine === machine.attempt) retryLater(machine, toRoomkeyError(error));
  }
}

async function tokenFor({ session, tokens, rejected }: Machine, reason: TokenReason): Promise<string | null> {
  if (session.signedOut() !== null) return null;
  const forceRefresh = reason === 'identity-changed' || rejected !== null || session.isExpired();
  return tokens.get(reason, forceRefresh);
}

function open(machine: Machine, token: string | null): void {
  const mine = machine.attempt;
  const dialled: Dialled = dial(machine, token, {
    onSession: (message) => answered(machine, message, { token, socket: dialled.socket }),
    onDraining: () => (machine.draining = dialled.socket),
    onEnd: (error) => ended(machine, error, token),
  });
  // An address that cannot be dialled at all has ended already.
  if (mine === machine.attempt) machine.release = dialled.close;
}

function answered(
  machine: Machine,
  message: SessionMessage,
  from: { readonly token: string | null; readonly socket: Socket },
): void {
  const { session, socket, state } = machine;
  const isLive = socket.get() === from.socket;
  if (message.reason === 'session_revoked') return signOut(machine, 'session_revoked');
  if (message.reason === 'token_expired' && from.token !== null && machine.rejected === null) {
    return isLive ? session.expire() : renew(machine, 'token_expired');
  }
  if (isLive && session.isOther(message)) return identityChanged(machine);
  if (message.state === 'authenticated') machine.rejected = null;
  session.apply(message);
  if (isLive) return;
  machine.connectedAt = machine.clock.now();
  socket.set(from.socket);
  state.set({ status: 'connected' });
}

function ended(machine: Machine, error: RoomkeyError, token: string | null): void {
  const outcome = outcomeOf(error);
  if (outcome === 'retry') return retryLater(machine, error);
  if (token === null || !isAboutIdentity(error.code)) return fail(machine, error);
  if (outcome === 'refresh' && machine.rejected === null) return renew(machine, error.code);
  signOut(machine, error.code);
}

function retryLater(machine: Machine, error: RoomkeyError): void {
  const { clock, random, state } = machine;
  begin(machine);
  if (clock.now() - machine.connectedAt >= STABLE_MS) machine.failures = 0;
  machine.connectedAt = Infinity;
  machine.failures += 1;
  machine.isWaiting = true;
  state.set({ status: 'reconnecting', attempt: machine.failures, error });
  const delay = reconnectDelay(machine.failures, random, error);
  machine.release = runAt(clock, clock.now() + delay, () => void start(machine, 'reconnect'));
}

function fail(machine: Machine, error: RoomkeyError): void {
  begin(machine);
  if (isAboutIdentity(error.code)) machine.session.refuseAnonymous(error.code);
  machine.state.set({ status: 'failed', error });
}

function renew(machine: Machine, cause: ErrorCode): void {
  if (machine.rejected !== null) return;
  machine.rejected = cause;
  void start(machine, cause === 'token_expired' ? 'expiring' : 'refused');
}

function signOut(machine: Machine, reason: ErrorCode): void {
  machine.session.signOut(reason);
  restart(machine);
}

function identityChanged(machine: Machine): void {
  machine.session.reset();
  restart(machine);
}

function restart(machine: Machine): void {
  machine.tokens.abort();
  machine.failures = 0;
  machine.rejected = null;
  const { status } = machine.state.get();
  if (status === 'idle' || status === 'closed') return;
  machine.state.set({ status: 'connecting' });
  void start(machine, 'identity-changed');
}
