import type { AnyContract, RateLimit } from '../../contract/index.ts';
import { joinEvent } from '../../protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../connections/connection.ts';
import type { BaseUser } from '../identity/types.ts';
import { createBucket, paceOf, take, timeUntilNext } from './bucket.ts';
import type { Bucket } from './bucket.ts';
import { createRates } from './rate-limiter.ts';
import type { Rates } from './rate-limiter.ts';

/** Bounds how often clients may ask, by connection, by user and by name. */
export interface RequestLimits<User extends BaseUser> {
  /** Takes one request of the name. Null: it may pass. */
  take(connection: Connection<User>, name: string): Refused | null;
  /** To be told of a refusal: true when there were so many that it is no accident. */
  isAbuse(connection: Connection<User>): boolean;
}

/** Which limit refused a request, and how long until every limit lets it pass. */
export interface Refused {
  readonly limit: 'connection' | 'user' | 'name';
  readonly retryAfterMs: number;
}

const CONNECTION: RateLimit = { burst: 40, perSecond: 10 };
const USER: RateLimit = { burst: 160, perSecond: 40 };

/** Refusals of one connection before it is taken for an attack. */
const REFUSALS = paceOf({ burst: 100, perSecond: 1 });

export const NO_REQUEST_LIMITS: RequestLimits<BaseUser> = { take: () => null, isAbuse: () => false };

/** `builtIn` are the limits of names that no contract declares. */
export function createRequestLimits<User extends BaseUser>(
  contract: AnyContract,
  builtIn: Readonly<Record<string, RateLimit>>,
  clock: Clock,
): RequestLimits<User> {
  const { connection = CONNECTION, user = USER } = contract.limits ?? {};
  const pace = connection === null ? null : paceOf(connection);
  const users = user === null ? null : createRates(user);
  const names = new Map(
    [...Object.entries(builtIn), ...declared(contract)].map(([name, limit]): [string, Rates] => [
      name,
      createRates(limit),
    ]),
  );

  return {
    take(asking, name) {
      const userId = asking.identity.user?.id;
      const key = userId ?? asking.socket.id;
      const ofUser = userId === undefined ? null : users;
      const ofName = names.get(name);
      const now = clock.now();
      let limit: Refused['limit'];
      if (pace !== null && take(requestsOf(asking), pace, now) > 0) limit = 'connection';
      else if (ofUser !== null && ofUser.take(key, now) > 0) limit = 'user';
      else if (ofName !== undefined && ofName.take(key, now) > 0) limit = 'name';
      else return null;
      // What one limit refuses may have used up another.
      const waits = [ofUser?.timeUntilNext(key, now) ?? 0, ofName?.timeUntilNext(key, now) ?? 0];
      if (pace !== null) waits.push(timeUntilNext(requestsOf(asking), pace, now));
      return { limit, retryAfterMs: Math.max(...waits) };
    },
    isAbuse: (asking) => take(refusalsOf(asking), REFUSALS, clock.now()) > 0,
  };
}

function* declared({ rooms, requests }: AnyContract): Iterable<[string, RateLimit]> {
  for (const [name, { limit }] of Object.entries(rooms)) if (limit) yield [joinEvent(name), limit];
  for (const [name, { limit }] of Object.entries(requests)) if (limit) yield [name, limit];
}

/** Made with the first request: most connections only listen. */
function requestsOf<User extends BaseUser>(connection: Connection<User>): Bucket {
  return (connection.requests ??= createBucket());
}

function refusalsOf<User extends BaseUser>(connection: Connection<User>): Bucket {
  return (connection.refusals ??= createBucket());
}
