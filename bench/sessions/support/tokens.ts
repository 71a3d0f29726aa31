import { SignJWT } from 'jose';
import type { TokenProfile } from 'roomkey/server';

/** Roomkey and the lesson's server verify the same tokens with the same key. */
export const KEY = new TextEncoder().encode('a key for loopback, which protects nothing');

export const PROFILE: TokenProfile = {
  algorithms: ['HS256'],
  issuer: 'https://issuer.test',
  audience: 'https://app.test',
};

export interface Session {
  readonly userId: string;
  readonly sessionId: string;
}

/** Users with one session each. */
export const sessionsOf = (count: number): readonly Session[] =>
  Array.from({ length: count }, (_, index) => ({ userId: `user-${index}`, sessionId: `session-${index}` }));

/** A token that runs out at a time in whole seconds since the epoch, as `exp` has them. */
export function mint({ userId, sessionId }: Session, expiresAtSec: number): Promise<string> {
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setIssuer(PROFILE.issuer)
    .setAudience(PROFILE.audience)
    .setIssuedAt()
    .setExpirationTime(expiresAtSec)
    .sign(KEY);
}

export const nowSec = (): number => Math.floor(Date.now() / 1000);
