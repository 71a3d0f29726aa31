import type { IncomingMessage } from 'node:http';

/** Whether a page of this origin may connect. Requests without an origin are of no browser. */
export type IsAllowedOrigin = (request: IncomingMessage) => boolean;

/**
 * `origins` exactly, or any. Without them: the host that the request was sent to, and what Socket.IO's own `cors`
 * option names.
 *
 * @throws TypeError when an origin is none, or `cors` cannot be read as a list
 */
export function createOriginCheck(
  origins: readonly string[] | 'any' | undefined,
  cors: unknown,
): IsAllowedOrigin {
  const listed = origins ?? corsOrigins(cors);
  if (listed === 'any') return () => true;
  const exact = new Set(listed.map(assertOrigin));
  const sameHost = origins === undefined;
  return ({ headers }) => {
    const { origin, host } = headers;
    if (origin === undefined || exact.has(origin)) return true;
    return sameHost && host !== undefined && hostOf(origin) === host.toLowerCase();
  };
}

function corsOrigins(cors: unknown): readonly string[] | 'any' {
  if (typeof cors === 'function') throw unreadable();
  if (typeof cors !== 'object' || cors === null || !('origin' in cors)) return [];
  const { origin } = cors;
  if (origin === '*' || origin === true) return 'any';
  if (origin === undefined || origin === false) return [];
  const list: readonly unknown[] = Array.isArray(origin) ? origin : [origin];
  if (list.every((entry) => typeof entry === 'string')) return list;
  throw unreadable();
}

const unreadable = (): TypeError =>
  new TypeError('Roomkey: set "origins"; Socket.IO\'s "cors.origin" is not a list of origins.');

/** Scheme, host and port, as browsers write it (RFC 6454, 6.2). */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?#\s]+$/;

function assertOrigin(value: string): string {
  if (!ORIGIN.test(value))
    throw new TypeError(`Roomkey: "${value}" is no origin; write it as https://app.example.com.`);
  return value;
}

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);
