import type { ErrorCode } from '../errors/index.ts';
import type { SessionMessage, SessionReason } from '../protocol/index.ts';
import { createStore } from './readable.ts';
import type { ClientClock, Readable, SessionState } from './types.ts';

/** Who the client is, and since which epoch. */
export interface Session {
  readonly state: Readable<SessionState>;
  /** Grows with every change of identity. What belongs to an older epoch is dropped, never carried over. */
  readonly epoch: Readable<number>;
  /** Why the token source is not asked any more, or null. Ends with {@link Session.reset}. */
  signedOut(): ErrorCode | null;
  isExpired(): boolean;
  /** Whether a message is about somebody else than the one known so far. */
  isOther(message: SessionMessage): boolean;
  apply(message: SessionMessage): void;
  /** The server says that the token ran out. Nobody is signed out before a renewal has been tried. */
  expire(): void;
  /** The identity is about to change: nobody is known until the next answer. */
  reset(): void;
  signOut(reason: ErrorCode): void;
  /** The server wants no anonymous connection, which is an answer as well. */
  refuseAnonymous(reason: ErrorCode): void;
}

const LOADING: SessionState = { status: 'loading', user: null, reason: null, expiresAt: null };

export function createSession(clock: ClientClock): Session {
  const state = createStore<SessionState>(LOADING);
  const epoch = createStore(0);
  let signedOut: ErrorCode | null = null;

  const isOther = (message: SessionMessage): boolean => {
    const known = state.get();
    return known.status !== 'loading' && (known.user?.id ?? null) !== userIdOf(message);
  };

  // The epoch moves first: whoever reacts to the new state must already act in the new epoch.
  const change = (next: SessionState): void => {
    epoch.set(epoch.get() + 1);
    state.set(next);
  };

  return {
    state,
    epoch,
    isOther,
    signedOut: () => signedOut,
    isExpired() {
      const { expiresAt } = state.get();
      return expiresAt !== null && expiresAt <= clock.now();
    },
    apply(message) {
      const next = toState(message, signedOut, clock.now());
      if (isOther(message)) change(next);
      else state.set(next);
    },
    expire() {
      const known = state.get();
      if (known.status !== 'authenticated') return;
      state.set({ ...known, expiresAt: Math.min(known.expiresAt, clock.now()) });
    },
    reset() {
      signedOut = null;
      change(LOADING);
    },
    signOut(reason) {
      signedOut = reason;
      change(anonymous(reason));
    },
    refuseAnonymous(reason) {
      const next = anonymous(signedOut ?? reason);
      if (state.get().user === null) state.set(next);
      else change(next);
    },
  };
}

const userIdOf = ({ state, user }: SessionMessage): string | null =>
  state === 'authenticated' && user !== null ? user.id : null;

const anonymous = (reason: SessionReason): SessionState => ({
  status: 'anonymous',
  user: null,
  reason,
  expiresAt: null,
});

function toState(message: SessionMessage, signedOut: ErrorCode | null, now: number): SessionState {
  if (message.state === 'anonymous' || message.user === null) {
    // The server sees no token after a sign-out; the person wants to know why they were signed out.
    return anonymous(signedOut ?? message.reason ?? 'token_missing');
  }
  return {
    status: 'authenticated',
    user: message.user,
    reason: null,
    expiresAt: message.expiresIn === null ? Infinity : now + message.expiresIn,
  };
}
