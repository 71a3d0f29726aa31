import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { admin, jwt } from 'better-auth/plugins';
import type { Database } from '../db/database.ts';
import * as schema from '../db/schema/index.ts';
import type { Env } from '../env.ts';
import { CLIENT_ADDRESS_HEADER } from './client-address-header.ts';
import type { Logger } from '../logger.ts';
import type { NoteFacts } from '../observability/request-context.ts';
import type { AccountEvents } from './account-events.ts';
import { callHooks, databaseHooks } from './account-hooks.ts';
import { attemptLimits } from './attempt-limits.ts';
import { createLoginAttempts } from './login-attempts.ts';
import { createOutageWatch } from './outage-watch.ts';
import type { OutageWatch } from './outage-watch.ts';

/** How often at most it is written down that a session was used. */
const SEEN_EVERY_SEC = 60;
const MAX_ROWS_TOLD = 10_000;

export interface AuthOptions {
  readonly env: Env;
  readonly secret: string;
  readonly db: Database;
  readonly logger: Logger;
  readonly events: AccountEvents;
  /** Is told what is known of the request that is being answered. @default nobody */
  readonly note?: NoteFacts;
  /** @default Better Auth's own: scrypt */
  readonly passwords?: PasswordHashing;
}

/** How passwords are stored and compared. */
export interface PasswordHashing {
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (input: { hash: string; password: string }) => Promise<boolean>;
}

type Api = ReturnType<typeof configure>['api'];

/** Accounts, sessions and access tokens, at `/api/auth`. */
export interface Auth {
  /** The same as over HTTP, in this process. */
  readonly api: Api;
  /** @throws RoomkeyError `unavailable` when the database cannot answer */
  readonly handle: (request: Request) => Promise<Response>;
  /** `Set-Cookie` lines that take a session's cookie out of the browser that sent these headers; none if it is another's. */
  readonly expireCookies: (headers: Headers, sessionId: string) => Promise<string[]>;
}

export function createAuth(options: AuthOptions): Auth {
  const outages = createOutageWatch();
  const { api, handler } = configure(options, outages);
  return {
    api,
    handle: (request) => outages.during(() => handler(request)),
    async expireCookies(headers, sessionId) {
      const current = await api.getSession({ headers, query: { disableRefresh: true } });
      if (current?.session.id !== sessionId) return [];
      // Without a cookie there is nothing for it to end; what remains of signing out is to expire the cookies.
      const { headers: answer } = await api.signOut({ headers: new Headers(), returnHeaders: true });
      return answer.getSetCookie();
    },
  };
}

function configure(options: AuthOptions, outages: OutageWatch) {
  const { env, secret, db, logger, events, passwords, note = () => {} } = options;
  const hookParts = { events, note, adminEmails: env.adminEmails };
  const attempts = createLoginAttempts(db, secret);
  return betterAuth({
    appName: 'Board',
    baseURL: env.publicUrl,
    secret,
    database: outages.watch(drizzleAdapter(db, { provider: 'pg', schema })),
    trustedOrigins: [...env.trustedOrigins],
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      ...(passwords === undefined ? {} : { password: { ...passwords } }),
    },
    user: { deleteUser: { enabled: true } },
    session: { updateAge: SEEN_EVERY_SEC },
    databaseHooks: databaseHooks(hookParts),
    hooks: callHooks(hookParts),
    // Limits are a plugin of ours.
    rateLimit: { enabled: false },
    // A database that is away must not look like a refusal: the error handler turns it into `unavailable`.
    onAPIError: { throw: true },
    telemetry: { enabled: false },
    advanced: {
      ...cookies(env),
      // Better Auth turns these checks off by itself under NODE_ENV=test.
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      // Rows that it deletes at once are read first, for the hooks; beyond this many it would tell of none.
      database: { defaultFindManyLimit: MAX_ROWS_TOLD },
    },
    logger: {
      // Its messages may quote what was sent; only that and where something failed is kept.
      log: (level, message) =>
        logger[level === 'error' ? 'warn' : 'debug']({ source: 'better-auth' }, firstLine(message)),
    },
    plugins: [admin(), tokens(env), attemptLimits({ perMinute: env.authRateLimit, attempts })],
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

/** Better Auth's own prefix for https, `__Secure-`, lets other hosts of the domain set such a cookie; `__Host-` does not. */
function cookies({ publicUrl }: Env) {
  const secure = publicUrl.startsWith('https:');
  return {
    cookiePrefix: secure ? '__Host-board' : 'board',
    useSecureCookies: false,
    defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'strict', path: '/' },
  } as const;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.slice(0, 200) ?? '';
}
