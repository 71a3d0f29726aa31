import { pino } from 'pino';
import type { Logger } from 'pino';
import type { Env } from './env.ts';

export type { Logger } from 'pino';

const SECRET_FIELDS = ['authorization', 'cookie', 'set-cookie', 'token', 'password', 'secret'];

/** A logger that keeps credentials out, wherever in an entry they are up to two levels deep. */
export function createLogger(env: Pick<Env, 'logLevel'>): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]);
  return pino({ level: env.logLevel, redact: { paths, censor: '[redacted]' } });
}
