import { SignJWT } from 'jose';
import { secret } from '../server/index.ts';
import type { TokenProfile, Verifier } from '../server/index.ts';

export interface MintOptions {
  readonly userId: string;
  /** @default `session-of-<userId>` */
  readonly sessionId?: string | null;
  /** Seconds. @default 600 */
  readonly lifetimeSec?: number;
  /** Milliseconds since the epoch. @default the mint's clock */
  readonly issuedAt?: number;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Issues tokens for tests, and verifies them. */
export interface TokenMint {
  readonly profile: TokenProfile;
  readonly verify: Verifier;
  mint(options: MintOptions): Promise<string>;
}

/**
 * @example
 * const mint = createTokenMint(() => clock.now());
 * const token = await mint.mint({ userId: 'alice', lifetimeSec: 60 });
 */
export function createTokenMint(now: () => number = Date.now): TokenMint {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const profile: TokenProfile = {
    algorithms: ['HS256'],
    issuer: 'https://issuer.test',
    audience: 'https://app.test',
  };

  return {
    profile,
    verify: secret(key, profile),
    mint({ userId, sessionId = `session-of-${userId}`, lifetimeSec = 600, issuedAt = now(), claims = {} }) {
      const iat = Math.floor(issuedAt / 1000);
      return new SignJWT({ ...claims, ...(sessionId === null ? {} : { sid: sessionId }) })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(userId)
        .setIssuer(profile.issuer)
        .setAudience(profile.audience)
        .setIssuedAt(iat)
        .setExpirationTime(iat + lifetimeSec)
        .sign(key);
    },
  };
}
