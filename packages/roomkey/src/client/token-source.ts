import { RoomkeyError } from '../errors/index.ts';
import { runAt } from './clock.ts';
import type { ClientClock, GetToken, TokenReason } from './types.ts';

export interface TokenSource {
  /** A token, or null for anonymous; rejects with `unavailable` when the application gives neither in time. */
  get(reason: TokenReason, forceRefresh: boolean): Promise<string | null>;
  /** Drops the request in flight: its answer would belong to a former identity. */
  abort(): void;
}

export interface TokenSourceOptions {
  readonly getToken: GetToken;
  readonly timeoutMs: number;
  readonly clock: ClientClock;
}

interface Flight {
  readonly forceRefresh: boolean;
  readonly controller: AbortController;
  readonly token: Promise<string | null>;
}

export function createTokenSource(options: TokenSourceOptions): TokenSource {
  let flight: Flight | null = null;

  function abort(): void {
    flight?.controller.abort();
    flight = null;
  }

  function get(reason: TokenReason, forceRefresh: boolean): Promise<string | null> {
    if (flight !== null && (flight.forceRefresh || !forceRefresh)) return flight.token;
    abort();
    const controller = new AbortController();
    const token = ask(options, reason, { forceRefresh, controller });
    const mine: Flight = { forceRefresh, controller, token };
    flight = mine;
    const land = () => {
      if (flight === mine) flight = null;
    };
    token.then(land, land);
    return token;
  }

  return { get, abort };
}

function ask(
  { getToken, timeoutMs, clock }: TokenSourceOptions,
  reason: TokenReason,
  { forceRefresh, controller }: Pick<Flight, 'forceRefresh' | 'controller'>,
): Promise<string | null> {
  const { signal } = controller;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      cancel();
      reject(new RoomkeyError('unavailable', { message: 'No token could be obtained', cause }));
    };
    const cancel = runAt(clock, clock.now() + timeoutMs, () => {
      fail(new Error('getToken did not answer in time'));
      controller.abort();
    });
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    // Called in a later microtask, so that a getToken that throws synchronously is contained as well.
    Promise.resolve()
      .then(() => getToken({ reason, forceRefresh, signal }))
      .then((token: unknown) => {
        if (token !== null && (typeof token !== 'string' || token === '')) {
          throw new TypeError('getToken must return a token or null');
        }
        cancel();
        resolve(token);
      })
      .catch(fail);
  });
}
