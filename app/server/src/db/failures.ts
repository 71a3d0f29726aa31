import { DrizzleQueryError } from 'drizzle-orm/errors';
import { RoomkeyError, isRoomkeyError } from 'roomkey/contract';

// SQLSTATE classes of a database that cannot serve now: connection, resources, operator, system, internal,
// and a statement or lock that ran into its timeout (57014, 55P03).
const OUTAGE_STATE = /^(08|53|57|58|XX|55P03)/;
const OUTAGE_SYSTEM_CODE = /^(ECONN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
// Failures of the drivers themselves carry no code.
const OUTAGE_MESSAGE =
  /timeout|connection terminated|connection error|not queryable|PGlite is clos|after calling end/i;

/** Whether an error says that the database cannot be reached or cannot answer now, rather than that we asked wrongly. */
export function isOutage(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof AggregateError && current.errors.some(isOutage)) return true;
    const code = 'code' in current && typeof current.code === 'string' ? current.code : undefined;
    if (code === undefined ? OUTAGE_MESSAGE.test(current.message) : isOutageCode(code)) return true;
  }
  return false;
}

function isOutageCode(code: string): boolean {
  return OUTAGE_STATE.test(code) || OUTAGE_SYSTEM_CODE.test(code);
}

/** The failure as `unavailable` when it is an outage, else as it is. */
export function namingOutage(error: unknown): unknown {
  if (isRoomkeyError(error) || !isOutage(error)) return error;
  return new RoomkeyError('unavailable', { cause: withoutValues(error) });
}

/** For the log: the error of a query quotes its values, so of that one only the reason is kept. */
export function withoutValues(error: unknown): unknown {
  if (!(error instanceof DrizzleQueryError)) return error;
  return withoutValues(error.cause ?? new Error('the query failed'));
}
