import { RoomkeyError } from 'roomkey/contract';
import type { TokenRequest } from 'roomkey/client';
import { z } from 'zod';

/** An access token and whose it is. Lives in memory only. */
export interface AccessToken {
  readonly token: string;
  readonly userId: string;
}

export interface TokenSource {
  /** The token of the signed-in user, or null when nobody is signed in. @throws RoomkeyError `unavailable` */
  readonly get: (options?: { readonly forceRefresh?: boolean }) => Promise<AccessToken | null>;
  /** The same for Roomkey's client. */
  readonly getToken: (request: Pick<TokenRequest, 'forceRefresh' | 'reason'>) => Promise<string | null>;
}

export interface TokenSourceOptions {
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
}

const TIMEOUT_MS = 8_000;
const MAX_MARGIN_MS = 30_000;

const tokenAnswer = z.object({ token: z.string() });
const claims = z.object({ sub: z.string(), iat: z.number(), exp: z.number() });

/** Asks for access tokens with the session cookie and keeps the last one until shortly before it expires. */
export function createTokenSource(options: TokenSourceOptions = {}): TokenSource {
  const { fetch: ask = (...args) => fetch(...args), now = Date.now } = options;
  let held: { readonly access: AccessToken; readonly freshUntil: number } | null = null;
  let epoch = 0;
  let pending: Promise<AccessToken | null> | null = null;

  async function load(): Promise<AccessToken | null> {
    const epochOfMine = epoch;
    const token = await fetchToken(ask);
    if (token === null) return null;
    const { sub, iat, exp } = readClaims(token);
    const access = { token, userId: sub };
    const lifetimeMs = (exp - iat) * 1000;
    // Counted from now by the token's own length, so that a wrong clock on this device does not matter.
    const freshUntil = now() + lifetimeMs - Math.min(MAX_MARGIN_MS, lifetimeMs / 5);
    // An answer from before the identity changed must not leave the former token behind.
    if (epochOfMine === epoch) held = { access, freshUntil };
    return access;
  }

  function forget(): void {
    epoch += 1;
    held = null;
    pending = null;
  }

  function refresh(): Promise<AccessToken | null> {
    held = null;
    const mine = load().finally(() => {
      if (pending === mine) pending = null;
    });
    pending = mine;
    return mine;
  }

  const get: TokenSource['get'] = async ({ forceRefresh = false } = {}) => {
    if (!forceRefresh && held !== null && now() < held.freshUntil) return held.access;
    return pending ?? refresh();
  };

  return {
    get,
    async getToken({ forceRefresh, reason }) {
      if (reason === 'identity-changed') forget();
      return (await get({ forceRefresh }))?.token ?? null;
    },
  };
}

async function fetchToken(ask: typeof fetch): Promise<string | null> {
  const response = await ask('/api/auth/token', { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (cause: unknown) => {
      throw new RoomkeyError('unavailable', { cause });
    },
  );
  if (response.status === 401) return null;
  const answer = tokenAnswer.safeParse(response.ok ? await response.json().catch(() => null) : null);
  if (!answer.success) throw new RoomkeyError('unavailable');
  return answer.data.token;
}

/** Only to know whose token it is and how long it lasts; the server alone decides whether it is genuine. */
function readClaims(token: string): z.infer<typeof claims> {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return claims.parse(JSON.parse(atob(payload)));
  } catch (cause) {
    throw new RoomkeyError('unavailable', { cause });
  }
}
