import type { Socket } from 'socket.io-client';
import { RoomkeyError } from '../errors/index.ts';
import { REFRESH_EVENT } from '../protocol/index.ts';
import { backoffDelay } from './backoff.ts';
import { runAt } from './clock.ts';
import type { Connection } from './connection.ts';
import { createDeadline } from './deadline.ts';
import { exchange } from './exchange.ts';
import { isAboutIdentity, outcomeOf, toRoomkeyError } from './outcome.ts';
import type { Session } from './session.ts';
import type { Tabs } from './tabs.ts';
import type { TokenSource } from './token-source.ts';
import type { ClientClock } from './types.ts';

/** Renewed after this part of the lifetime at the earliest and the latest; chance keeps clients apart. */
const EARLIEST = 0.75;
const LATEST = 0.9;

/** Also the shortest time between two renewals, so that tokens which die young cannot make a loop. */
const LOOK_AGAIN_MS = 1_000;
const MAX_LOOKS = 5;

/** Two messages about one token differ by the time that they were under way. */
const SAME_TOKEN_MS = 500;

export interface RenewalOptions {
  readonly connection: Connection;
  readonly session: Session;
  readonly tokens: TokenSource;
  readonly tabs: Tabs;
  readonly clock: ClientClock;
  readonly random: () => number;
  readonly timeoutMs: number;
}

/** Renews the session on its connection before it runs out, so that nothing is left and nobody notices. */
export interface Renewal {
  /** Renews now, or waits for the renewal that is under way. Fulfilled whatever the outcome. */
  readonly now: () => Promise<void>;
  /** Time may have jumped: renews if it is due. */
  readonly check: () => void;
  readonly close: () => void;
}

interface Context extends RenewalOptions {
  dueAt: number;
  /** The end of the token that the renewal is planned for. */
  plannedFor: number;
  renewedAt: number;
  failures: number;
  flight: Promise<void> | null;
  cancel: () => void;
}

export function createRenewal(options: RenewalOptions): Renewal {
  const context: Context = {
    ...options,
    dueAt: Infinity,
    plannedFor: Infinity,
    renewedAt: -Infinity,
    failures: 0,
    flight: null,
    cancel: () => {},
  };
  const stop = options.session.state.subscribe(() => schedule(context));
  return {
    now: () => renew(context),
    check() {
      if (context.clock.now() >= context.dueAt) void renew(context);
    },
    close() {
      stop();
      context.cancel();
    },
  };
}

function schedule(context: Context): void {
  const { session, clock, random } = context;
  const expiresAt = session.state.get().expiresAt ?? Infinity;
  const now = clock.now();
  // The same token again, for instance because a role changed: its renewal must not move towards its end.
  if (expiresAt > now && Math.abs(expiresAt - context.plannedFor) < SAME_TOKEN_MS) return;
  context.plannedFor = expiresAt;
  const left = expiresAt - now;
  arm(context, now + left * (EARLIEST + random() * (LATEST - EARLIEST)));
}

function arm(context: Context, at: number): void {
  context.cancel();
  context.dueAt = Math.max(at, context.renewedAt + LOOK_AGAIN_MS);
  if (context.dueAt === Infinity) return;
  if (context.dueAt <= context.clock.now()) void renew(context);
  else context.cancel = runAt(context.clock, context.dueAt, () => void renew(context));
}

function renew(context: Context): Promise<void> {
  context.flight ??= renewOnce(context).finally(() => {
    context.flight = null;
    // The token ran out meanwhile, or another one was shorter: what fell due during the flight is due now.
    if (context.dueAt <= context.clock.now()) arm(context, context.dueAt);
  });
  return context.flight;
}

/** The server renews the connections that are named by one token, so one tab does it and the others hear of it. */
async function renewOnce(context: Context): Promise<void> {
  const { connection, session, tabs, clock } = context;
  const { expiresAt } = session.state.get();
  context.dueAt = Infinity;
  const socket = connection.socket.get();
  if (socket === null || expiresAt === null) return;
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    if (await tabs.exclusive(() => renewOn(context, socket))) return;
    await new Promise<void>((resolve) => void runAt(clock, clock.now() + LOOK_AGAIN_MS, resolve));
    const isRenewed = (session.state.get().expiresAt ?? Infinity) > expiresAt;
    if (isRenewed || connection.socket.get() !== socket) return;
  }
  // A tab that holds the lock may be frozen: from here on each renews for itself.
  await renewOn(context, socket);
}

async function renewOn(context: Context, socket: Socket): Promise<void> {
  const { connection, tokens, tabs, clock, timeoutMs } = context;
  const isOver = () => connection.socket.get() !== socket;
  context.renewedAt = clock.now();
  try {
    const [token, connections] = await Promise.all([tokens.get('expiring', true), tabs.rollCall()]);
    if (isOver()) return;
    if (token === null) return connection.signOut('token_expired');
    const deadline = createDeadline(clock, timeoutMs, () => new RoomkeyError('timeout'));
    await exchange(
      socket,
      [REFRESH_EVENT, connections.length === 0 ? { token } : { token, connections }],
      deadline,
    ).finally(deadline.clear);
    context.failures = 0;
  } catch (error) {
    if (!isOver()) refused(context, toRoomkeyError(error));
  }
}

function refused(context: Context, error: RoomkeyError): void {
  const { connection, session, clock, random } = context;
  const outcome = outcomeOf(error);
  if (error.code === 'identity_mismatch') return connection.identityChanged();
  if (outcome === 'stop' && isAboutIdentity(error.code)) return connection.signOut(error.code);
  if (outcome === 'refresh') return connection.renew(error.code);
  // Too late to wait: the connection shows that something is wrong, and comes back when it is over.
  if (session.isExpired()) return connection.renew('token_expired');
  if (outcome === 'stop') return;
  context.failures += 1;
  arm(context, clock.now() + backoffDelay(context.failures, random, error.retryAfterMs));
}
