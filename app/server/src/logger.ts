import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Env } from './env.ts';

export type { Logger } from 'pino';

const SECRET_FIELDS = ['authorization', 'cookie', 'set-cookie', 'token', 'password', 'secret'];

export interface LoggerOptions {
  /** @default standard output */
  readonly destination?: DestinationStream;
  /** Goes into every entry, as it is when the entry is written. */
  readonly context?: () => object;
}

/** A logger that keeps credentials out, wherever in an entry they are up to two levels deep. */
export function createLogger(env: Pick<Env, 'logLevel'>, options: LoggerOptions = {}): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]);
  const redact = { paths, censor: '[redacted]' };
  const { destination, context = () => ({}) } = options;
  const settings = { level: env.logLevel, redact, serializers: { err: describeError }, mixin: context };
  return pino(settings, destination);
}

/** Database errors carry rows and values in fields of their own; none of those is copied. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  return { name, message, stack, ...('code' in error ? { code: error.code } : {}) };
}
