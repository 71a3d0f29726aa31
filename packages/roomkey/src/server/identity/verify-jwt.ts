import { errors } from 'jose';
import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { RoomkeyError } from '../../errors/index.ts';
import { longestLifeMs, readSubject } from './token-profile.ts';
import type { TokenProfile } from './token-profile.ts';
import { createVerifiedTokens } from './verified-tokens.ts';
import type { Subject, Verifier } from './types.ts';
import { verifyWithKeys } from './verify-with-keys.ts';

const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** How long a proven token is taken for proven, where the profile does not say. */
export const MINUTE_MS = 60_000;
const MAX_TOKEN_LENGTH = 8192;

/** A verifier over jose: signature first, then the claims, then the profile. Only what was proven is remembered. */
export function jwtVerifier(getKey: JWTVerifyGetKey, profile: TokenProfile): Verifier {
  const proven = createVerifiedTokens(profile.rememberMs ?? MINUTE_MS);
  const prove = async (token: string, now: number): Promise<Subject> => {
    if (!isCompact(token)) throw new RoomkeyError('token_invalid');
    const { payload, expired } = await verify(token, getKey, verifyOptions(profile, now));
    const subject = readSubject(payload, profile, now);
    if (expired) throw new RoomkeyError('token_expired');
    return subject;
  };
  const verifier: Verifier = (token, now) =>
    token.length > MAX_TOKEN_LENGTH
      ? Promise.reject(new RoomkeyError('token_invalid'))
      : proven.subjectOf(token, now, () => prove(token, now));
  return Object.assign(verifier, { longestLifeMs: longestLifeMs(profile) });
}

/** Compact serialization only (RFC 7515, 3.1), and of one signature only one text. */
const isCompact = (token: string): boolean => COMPACT_JWS.test(token) && token.split('.').every(isCanonical);

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Decoders ignore the bits of a last character that belong to no byte (RFC 4648, 3.5): they have to be zero. */
function isCanonical(part: string): boolean {
  const bits = BASE64URL.indexOf(part.at(-1) ?? '');
  const rest = part.length % 4;
  if (rest === 0) return true;
  return rest === 1 ? false : bits % (rest === 2 ? 16 : 4) === 0;
}

function verifyOptions(profile: TokenProfile, now: number): JWTVerifyOptions {
  return {
    algorithms: [...profile.algorithms],
    issuer: profile.issuer,
    audience: profile.audience,
    requiredClaims: ['exp', 'iat', profile.userClaim ?? 'sub'],
    clockTolerance: profile.clockToleranceSec ?? 0,
    currentDate: new Date(now),
    ...(profile.type === undefined ? {} : { typ: profile.type }),
  };
}

async function verify(
  token: string,
  getKey: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<{ payload: JWTPayload; expired: boolean }> {
  try {
    return { payload: await verifyWithKeys(token, getKey, options), expired: false };
  } catch (error) {
    // jose checks the signature and the other claims before `exp`, so an expired token is a genuine one.
    if (error instanceof errors.JWTExpired) return { payload: error.payload, expired: true };
    throw classify(error);
  }
}

/** Everything that the token itself can cause is `token_invalid`; not reaching the keys is `unavailable`. */
function classify(error: unknown): RoomkeyError {
  if (error instanceof RoomkeyError) return error;
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid)
    return new RoomkeyError('unavailable', { cause: error });
  if (error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC') {
    return new RoomkeyError('token_invalid', { cause: error });
  }
  if (error instanceof TypeError && !isFetchFailure(error))
    return new RoomkeyError('token_invalid', { cause: error });
  return new RoomkeyError('unavailable', { cause: error });
}

const isFetchFailure = (error: TypeError): boolean =>
  error.cause !== undefined || /fetch/i.test(error.message);
