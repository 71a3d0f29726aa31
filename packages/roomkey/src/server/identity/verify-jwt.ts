import { errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { RoomkeyError } from '../../errors/index.ts';
import { readSubject } from './token-profile.ts';
import type { TokenProfile } from './token-profile.ts';
import type { Verifier } from './types.ts';

/** Compact serialization only, without padding or blanks, so that one token has one text (RFC 7515, 3.1). */
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const MAX_TOKEN_LENGTH = 8192;

/** A verifier over jose: signature first, then the claims, then the profile. */
export function jwtVerifier(getKey: JWTVerifyGetKey, profile: TokenProfile): Verifier {
  return async (token, now) => {
    if (token.length > MAX_TOKEN_LENGTH || !COMPACT_JWS.test(token)) throw new RoomkeyError('token_invalid');
    const { payload, expired } = await verify(token, getKey, verifyOptions(profile, now));
    const subject = readSubject(payload, profile, now);
    if (expired) throw new RoomkeyError('token_expired');
    return subject;
  };
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
    const { payload } = await jwtVerify(token, getKey, options);
    return { payload, expired: false };
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
