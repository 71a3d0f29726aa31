import type { JWTPayload } from 'jose';
import { RoomkeyError } from '../../errors/index.ts';
import type { Subject } from './types.ts';

/** What a token must be, besides signed. Durations are seconds, as in the claims themselves (RFC 7519). */
export interface TokenProfile {
  /** `iss`, exactly (RFC 8725, 3.8). */
  readonly issuer: string;
  /** `aud` must contain it (RFC 8725, 3.9). */
  readonly audience: string;
  /** The only signature algorithms that are accepted (RFC 8725, 3.1). */
  readonly algorithms: readonly string[];
  /** Longest accepted `exp - iat`. @default 86_400 */
  readonly maxLifetimeSec?: number;
  /** Accepted difference between the issuer's clock and ours. It never lengthens a live connection. @default 0 */
  readonly clockToleranceSec?: number;
  /** Required `typ` header, for instance `at+jwt` (RFC 9068). @default any */
  readonly type?: string;
  /** The claim that holds the user id. @default 'sub' */
  readonly userClaim?: string;
  /** The claim that holds the session id. @default 'sid' */
  readonly sessionClaim?: string;
  /** Refuse tokens without a session id, which can only be revoked user by user. @default false */
  readonly requireSession?: boolean;
  /**
   * How long a proven token is taken for proven at the most, in milliseconds, which makes reconnecting cheap; it
   * never outlives its `exp`, and revocations count at once. A key that is withdrawn may count this much longer;
   * 0: not at all.
   * @default 60_000
   */
  readonly rememberMs?: number;
}

const DAY_SEC = 86_400;
const MAX_ID_LENGTH = 255;
/** An issuer may round the second up. */
const CLOCK_STEP_SEC = 1;

/** @throws TypeError when a profile is incomplete or contradicts the kind of key. */
export function assertProfile(profile: TokenProfile, accepts: (algorithm: string) => boolean): void {
  if (profile.algorithms.length === 0) throw new TypeError('Verifier: name the accepted "algorithms".');
  const wrong = profile.algorithms.find((algorithm) => !accepts(algorithm));
  if (wrong !== undefined)
    throw new TypeError(`Verifier: the algorithm "${wrong}" does not go with this kind of key.`);
  if (!profile.issuer || !profile.audience)
    throw new TypeError('Verifier: "issuer" and "audience" are required.');
}

/** Reads the subject of a token whose signature, issuer and audience are proven. @throws RoomkeyError `token_invalid` */
export function readSubject(payload: JWTPayload, profile: TokenProfile, now: number): Subject {
  const nowSec = now / 1000;
  const { iat, exp } = payload;
  const userId = payload[profile.userClaim ?? 'sub'];
  const sessionId = payload[profile.sessionClaim ?? 'sid'] ?? null;
  if (!isId(userId)) throw new RoomkeyError('token_invalid');
  if (sessionId !== null && !isId(sessionId)) throw new RoomkeyError('token_invalid');
  if (sessionId === null && profile.requireSession === true) throw new RoomkeyError('token_invalid');
  if (!isTime(iat) || !isTime(exp)) throw new RoomkeyError('token_invalid');
  if (iat > nowSec + (profile.clockToleranceSec ?? 0) + CLOCK_STEP_SEC)
    throw new RoomkeyError('token_invalid');
  if (exp <= iat || exp - iat > (profile.maxLifetimeSec ?? DAY_SEC)) throw new RoomkeyError('token_invalid');
  // The same text for all, where each token brought its own.
  if (payload.iss === profile.issuer) payload.iss = profile.issuer;
  if (payload.aud === profile.audience) payload.aud = profile.audience;
  // Frozen: one subject is given to all connections of a token.
  return { userId, sessionId, issuedAt: iat * 1000, expiresAt: exp * 1000, claims: Object.freeze(payload) };
}

/** How long a token can still be good, whenever one looks, if both clocks err as far as they may. */
export const longestLifeMs = ({ maxLifetimeSec = DAY_SEC, clockToleranceSec = 0 }: TokenProfile): number =>
  (maxLifetimeSec + 2 * clockToleranceSec + CLOCK_STEP_SEC) * 1000;

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_ID_LENGTH;

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0;
