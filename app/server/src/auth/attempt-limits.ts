import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware } from 'better-auth/api';
import { RoomkeyError } from 'roomkey/contract';
import { addressKey, createRateLimiter } from 'roomkey/server';
import { CLIENT_ADDRESS_HEADER } from './client-address-header.ts';
import type { Login, LoginAttempts } from './login-attempts.ts';

const SIGN_IN = '/sign-in/email';
/** Those that guess at passwords or make accounts; others may come ten times as often. */
const STRICT = new Set([SIGN_IN, '/sign-up/email', '/change-password', '/delete-user', '/verify-password']);

export interface AttemptLimitsOptions {
  /** Attempts a minute and address; 0 is no limit by address. */
  readonly perMinute: number;
  readonly attempts: LoginAttempts;
}

interface Call {
  readonly path: string;
  /** Absent for calls of our own programs, which are not limited. */
  readonly request?: Request | undefined;
  readonly body?: unknown;
}

/**
 * Limits by address and by account, as a plugin: inside Better Auth a path has one name, however it was spelled on
 * the wire, and requests of other origins have been refused.
 */
export function attemptLimits({ perMinute, attempts }: AttemptLimitsOptions) {
  const takeByAddress = limitByAddress(perMinute);
  return {
    id: 'attempt-limits',
    hooks: {
      before: [
        {
          matcher: ({ request }) => request !== undefined,
          handler: createAuthMiddleware(async (call) => {
            takeByAddress(call.path, addressOf(call));
            const login = loginOf(call);
            if (login !== undefined) await attempts.begin(login);
          }),
        },
      ],
      after: [
        {
          matcher: ({ request, path }) => request !== undefined && path === SIGN_IN,
          handler: createAuthMiddleware(async (call) => {
            const login = loginOf(call);
            if (login !== undefined && call.context.newSession !== null) await attempts.succeed(login);
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

function limitByAddress(perMinute: number): (path: string, address: string) => void {
  if (perMinute === 0) return () => {};
  const strict = createRateLimiter({ burst: perMinute, perSecond: perMinute / 60 });
  const others = createRateLimiter({ burst: perMinute * 10, perSecond: (perMinute * 10) / 60 });
  return (path, address) => {
    const retryAfterMs = (STRICT.has(path) ? strict : others).take(addressKey(address));
    if (retryAfterMs > 0) throw new RoomkeyError('rate_limited', { retryAfterMs });
  };
}

const addressOf = ({ request }: Call): string => request?.headers.get(CLIENT_ADDRESS_HEADER) ?? '';

function loginOf(call: Call): Login | undefined {
  if (call.path !== SIGN_IN || typeof call.body !== 'object' || call.body === null) return undefined;
  // The schema of the path is applied later.
  if (!('email' in call.body) || typeof call.body.email !== 'string') return undefined;
  return { email: call.body.email, address: addressOf(call) };
}
