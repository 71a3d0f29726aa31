import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { APIError } from 'better-auth/api';
import { admin, jwt } from 'better-auth/plugins';
import type { Database } from '../db/database.ts';
import * as schema from '../db/schema/index.ts';
import type { Env } from '../env.ts';
import type { Logger } from '../logger.ts';
import { createOutageWatch } from './outage-watch.ts';
import type { OutageWatch } from './outage-watch.ts';
import { profile } from './profile.ts';

/** The header in which the HTTP layer, and it alone, says where a request came from. */
export const CLIENT_ADDRESS_HEADER = 'x-board-client-address';

export interface AuthOptions {
  readonly env: Env;
  readonly secret: string;
  readonly db: Database;
  readonly logger: Logger;
  /** Told when a session is gone from the database: sign-out, revocation, ban or deletion. */
  readonly onSessionEnded: (sessionId: string) => void;
  /** Called before a user is deleted; what it throws keeps the user. */
  readonly onUserLeaving: (userId: string) => Promise<void>;
}

type Api = ReturnType<typeof configure>['api'];

/** Accounts, sessions and access tokens, at `/api/auth`. */
export interface Auth {
  /** The same as over HTTP, in this process. */
  readonly api: Api;
  /** @throws RoomkeyError `unavailable` when the database cannot answer */
  readonly handle: (request: Request) => Promise<Response>;
}

export function createAuth(options: AuthOptions): Auth {
  const outages = createOutageWatch();
  const { api, handler } = configure(options, outages);
  return { api, handle: (request) => outages.during(() => handler(request)) };
}

function configure(options: AuthOptions, outages: OutageWatch) {
  const { env, secret, db, logger, onSessionEnded, onUserLeaving } = options;
  return betterAuth({
    appName: 'Board',
    baseURL: env.publicUrl,
    secret,
    database: outages.watch(drizzleAdapter(db, { provider: 'pg', schema })),
    trustedOrigins: [...env.trustedOrigins],
    emailAndPassword: { enabled: true, minPasswordLength: 8, maxPasswordLength: 128 },
    databaseHooks: {
      user: { ...profileHooks(env.adminEmails), delete: { before: ({ id }) => onUserLeaving(id) } },
      session: { delete: { after: async ({ id }) => onSessionEnded(id) } },
    },
    rateLimit: rateLimit(env.authRateLimit),
    // A database that is away must not look like a refusal: the error handler turns it into `unavailable`.
    onAPIError: { throw: true },
    telemetry: { enabled: false },
    advanced: {
      cookiePrefix: 'board',
      useSecureCookies: env.publicUrl.startsWith('https:'),
      // Better Auth turns these checks off by itself under NODE_ENV=test.
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    logger: {
      // Its messages may quote what was sent; only that and where something failed is kept.
      log: (level, message) =>
        logger[level === 'error' ? 'warn' : 'debug']({ source: 'better-auth' }, firstLine(message)),
    },
    plugins: [admin(), tokens(env)],
  });
}

function tokens(env: Env) {
  return jwt({
    disableSettingJwtHeader: true,
    jwks: { keyPairConfig: { alg: 'EdDSA', crv: 'Ed25519' } },
    jwt: {
      issuer: env.publicUrl,
      audience: env.publicUrl,
      expirationTime: `${env.accessTokenTtl}s`,
      definePayload: ({ user, session }) => ({
        sid: session.id,
        name: user.name,
        role: user['role'] ?? 'user',
      }),
    },
  });
}

/** Every path by address and minute; those that guess at passwords or make accounts more strictly. */
function rateLimit(attempts: number) {
  const strict = { window: 60, max: attempts };
  return {
    enabled: attempts > 0,
    window: 60,
    max: attempts * 10,
    customRules: { '/sign-in/*': strict, '/sign-up/*': strict, '/change-password': strict },
  };
}

function profileHooks(adminEmails: readonly string[]) {
  return {
    create: {
      before: async (user: { email: string; name: string; image?: string | null | undefined }) => {
        const role = adminEmails.includes(user.email.toLowerCase()) ? { role: 'admin' } : {};
        return { data: { ...checkedProfile(user), ...role } };
      },
    },
    update: {
      before: async (user: { name?: string; image?: string | null | undefined }) => ({
        data: checkedProfile(user),
      }),
    },
  };
}

function checkedProfile(user: { name?: string; image?: string | null | undefined }) {
  const result = profile.safeParse(user);
  if (result.success) return result.data;
  throw new APIError('BAD_REQUEST', { code: 'INVALID_PROFILE', message: 'The name or image is not usable.' });
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.slice(0, 200) ?? '';
}
