import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const REPOSITORY_ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MIN_SECRET_BYTES = 32;
const PLACEHOLDERS = /^(change|replace|your|example|secret|placeholder|insert|todo|xxx)|(.)\2{15}/i;

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .pipe(z.string())
  .refine((value) => new URL(value).href === `${new URL(value).origin}/`, 'must be an origin, without a path')
  .transform((value) => new URL(value).origin);

const emails = z
  .string()
  .transform((value) => value.split(',').flatMap((part) => part.trim().toLowerCase() || []))
  .pipe(z.array(z.email()));

const secret = z
  .string()
  .refine(
    (value) => Buffer.byteLength(value) >= MIN_SECRET_BYTES,
    `must have at least ${MIN_SECRET_BYTES} bytes`,
  )
  .refine((value) => !PLACEHOLDERS.test(value), 'is a placeholder; make one with: openssl rand -base64 32');

// What these print for debugging quotes what people send, tokens and all.
const TELLTALES = ['socket.io', 'engine', 'express', 'body-parser'];

const debug = z
  .string()
  .refine(
    (value) => !value.split(/[\s,]+/).some(printsWhatPeopleSend),
    'would print tokens and messages; leave out what matches socket.io, engine, express or body-parser',
  );

const variables = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: origin.optional(),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' }).optional(),
  WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  DRAIN_SECONDS: z.coerce.number().min(0).max(25).default(2),
  AUTH_SECRET: secret.optional(),
  ACCESS_TOKEN_TTL: z.coerce.number().int().min(1).max(86_400).default(600),
  ADMIN_EMAILS: emails.default([]),
  AUTH_RATE_LIMIT: z.coerce.number().int().min(0).default(100),
  CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(0).default(1_000),
  CONNECTIONS_PER_USER: z.coerce.number().int().min(0).default(100),
  REQUEST_LIMITS: z.enum(['on', 'off']).default('on'),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  DEBUG: debug.optional(),
  METRICS_TOKEN: secret.optional(),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
});

/** The settings of one server process; see `.env.example` for what each means. */
export interface Env {
  readonly port: number;
  readonly host: string;
  /** Where people reach the board: issuer and audience of its tokens, and the scope of its cookies. */
  readonly publicUrl: string;
  readonly trustedOrigins: readonly string[];
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** Carries rooms between processes; without it PostgreSQL does. */
  readonly redisUrl: string | undefined;
  /** Processes that serve the port. */
  readonly workers: number;
  /** For how long a stop is announced before the last connection is closed. */
  readonly drainSeconds: number;
  /** Absent only with the embedded database, where one is made and kept in `dataDir`. */
  readonly authSecret: string | undefined;
  /** Seconds. */
  readonly accessTokenTtl: number;
  readonly adminEmails: readonly string[];
  /** Sign-ins or sign-ups per minute and address; 0 is no limit. */
  readonly authRateLimit: number;
  /** Live connections from one address; 0 is no limit by address at all. */
  readonly connectionsPerAddress: number;
  /** Live connections of one user; 0 is no limit. */
  readonly connectionsPerUser: number;
  /** Whether the rates of the contract are enforced. */
  readonly requestLimits: boolean;
  /** How many proxies in front may say what the client's address is. */
  readonly trustProxy: number;
  /** What whoever reads `/metrics` has to send; absent, this machine and private networks read it. */
  readonly metricsToken: string | undefined;
  readonly logLevel: z.infer<typeof variables>['LOG_LEVEL'];
}

/** A setting is missing or wrong; the message names it and what it must be. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

/**
 * Reads and checks the environment; an empty variable counts as absent.
 *
 * @throws EnvError when a setting is missing or wrong.
 * @example
 * const env = readEnv(process.env);
 */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = variables.safeParse(given);
  if (!result.success) throw new EnvError(describe(result.error));
  const values = result.data;
  if (values.DATABASE_URL !== undefined && values.AUTH_SECRET === undefined) {
    throw new EnvError(
      'AUTH_SECRET is required when DATABASE_URL is set; make one with: openssl rand -base64 32',
    );
  }
  if (values.DATABASE_URL === undefined) assertAlone(values);
  return {
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    trustedOrigins: trustedOrigins(values.PUBLIC_URL, values.PORT),
    dataDir: resolve(REPOSITORY_ROOT, values.DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    workers: values.WORKERS,
    drainSeconds: values.DRAIN_SECONDS,
    authSecret: values.AUTH_SECRET,
    accessTokenTtl: values.ACCESS_TOKEN_TTL,
    adminEmails: values.ADMIN_EMAILS,
    authRateLimit: values.AUTH_RATE_LIMIT,
    connectionsPerAddress: values.CONNECTIONS_PER_ADDRESS,
    connectionsPerUser: values.CONNECTIONS_PER_USER,
    requestLimits: values.REQUEST_LIMITS === 'on',
    trustProxy: values.TRUST_PROXY,
    metricsToken: values.METRICS_TOKEN,
    logLevel: values.LOG_LEVEL,
  };
}

/** The embedded database is of one process. */
function assertAlone({ WORKERS, REDIS_URL }: Pick<z.infer<typeof variables>, 'WORKERS' | 'REDIS_URL'>): void {
  const many = WORKERS > 1 ? 'WORKERS' : REDIS_URL === undefined ? null : 'REDIS_URL';
  if (many !== null) {
    throw new EnvError(
      `${many} is for several processes, and the embedded database is of one; set DATABASE_URL too`,
    );
  }
}

function trustedOrigins(publicUrl: string | undefined, port: number): readonly string[] {
  return publicUrl === undefined ? [`http://localhost:${port}`, `http://127.0.0.1:${port}`] : [publicUrl];
}

function printsWhatPeopleSend(pattern: string): boolean {
  if (pattern === '' || pattern.startsWith('-')) return false;
  const [fixed = ''] = pattern.split('*', 1);
  return TELLTALES.some(
    (name) => (pattern.includes('*') && name.startsWith(fixed)) || fixed.startsWith(name),
  );
}

function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ');
}
