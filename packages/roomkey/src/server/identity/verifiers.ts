import { webcrypto } from 'node:crypto';
import { createLocalJWKSet, createRemoteJWKSet, errors } from 'jose';
import type { JSONWebKeySet, JWK, JWTVerifyGetKey } from 'jose';
import { RoomkeyError } from '../../errors/index.ts';
import { systemClock } from '../clock.ts';
import { withDeadline } from '../deadline.ts';
import { algorithmsOf, readPublicKey } from './read-public-key.ts';
import { assertProfile } from './token-profile.ts';
import type { TokenProfile } from './token-profile.ts';
import type { Verifier } from './types.ts';
import { MINUTE_MS, jwtVerifier } from './verify-jwt.ts';

const SECRET_BYTES: Readonly<Record<string, number>> = { HS256: 32, HS384: 48, HS512: 64 };

/**
 * Verifies tokens that were signed with a shared secret (HS256, HS384, HS512).
 *
 * @throws TypeError when the secret is shorter than the hash (RFC 7518, 3.2) or the profile is incomplete.
 * @example
 * const verify = secret(process.env.JWT_SECRET ?? '', {
 *   algorithms: ['HS256'], issuer: 'https://api.example.com', audience: 'https://api.example.com',
 * });
 */
export function secret(key: string | Uint8Array, profile: TokenProfile): Verifier {
  assertProfile(profile, (algorithm) => Object.hasOwn(SECRET_BYTES, algorithm));
  const bytes = typeof key === 'string' ? new TextEncoder().encode(key) : key;
  const least = Math.max(...profile.algorithms.map((algorithm) => SECRET_BYTES[algorithm] ?? 0));
  if (bytes.length < least) throw new TypeError(`Verifier: the secret needs at least ${least} bytes.`);
  return jwtVerifier(hmacKeys(bytes), profile);
}

/** Imported once for each algorithm: of bytes, jose would make a key anew for every token. */
function hmacKeys(bytes: Uint8Array): JWTVerifyGetKey {
  const keys = new Map<string, Promise<webcrypto.CryptoKey>>();
  return ({ alg }) => {
    const known = keys.get(alg);
    if (known !== undefined) return known;
    const algorithm = { name: 'HMAC', hash: `SHA-${alg.slice(2)}` };
    const key = webcrypto.subtle.importKey('raw', bytes, algorithm, false, ['verify']);
    keys.set(alg, key);
    return key;
  };
}

/**
 * Verifies tokens against one public key, given as PEM (SPKI) or JWK.
 *
 * @throws TypeError when the key cannot be read or is an RSA key of less than 2048 bits, or the profile is
 *   incomplete or names an algorithm of other keys.
 * @example
 * const verify = publicKey(pem, { algorithms: ['EdDSA'], issuer, audience });
 */
export function publicKey(key: string | JWK, profile: TokenProfile): Verifier {
  const readable = readPublicKey(key);
  const algorithms = algorithmsOf(readable);
  assertProfile(profile, (algorithm) => algorithms.includes(algorithm));
  return jwtVerifier(() => readable, profile);
}

export interface JwksProfile extends TokenProfile {
  /** Shortest time between two fetches because of an unknown `kid`. @default 30_000 */
  readonly cooldownMs?: number;
  /** How long fetched keys are used. @default 600_000 */
  readonly cacheMs?: number;
  /** @default 5_000 */
  readonly timeoutMs?: number;
}

/**
 * Verifies tokens against the key set of an issuer: its URL, or a function that returns the set where the
 * issuer lives in the same process. Keys are cached; an unknown `kid` fetches them again, but not more often
 * than `cooldownMs`. A token without a `kid` is tried with each key that fits its algorithm, eight at most.
 * Nothing in a token can choose where keys come from.
 *
 * @throws TypeError when the profile is incomplete or names an algorithm for shared secrets.
 * @example
 * const verify = jwks('https://auth.example.com/jwks', { algorithms: ['EdDSA'], issuer, audience });
 */
export function jwks(source: string | URL | (() => Promise<JSONWebKeySet>), profile: JwksProfile): Verifier {
  assertProfile(profile, isAsymmetric);
  const { cacheMs = 600_000, rememberMs = MINUTE_MS } = profile;
  // A key that was withdrawn counts no longer than the keys themselves are kept.
  const remembering = { ...profile, rememberMs: Math.min(rememberMs, cacheMs) };
  if (typeof source === 'function') return jwtVerifier(localKeys(source, profile), remembering);
  const remote = createRemoteJWKSet(new URL(source), {
    cooldownDuration: profile.cooldownMs ?? 30_000,
    cacheMaxAge: cacheMs,
    timeoutDuration: profile.timeoutMs ?? 5_000,
  });
  return jwtVerifier(remote, remembering);
}

type KeySet = ReturnType<typeof createLocalJWKSet>;

/** The same cache and cooldown as for a URL, over a function. */
function localKeys(load: () => Promise<JSONWebKeySet>, profile: JwksProfile): JWTVerifyGetKey {
  let cached: { readonly keys: KeySet; readonly loadedAt: number } | undefined;
  let loading: Promise<KeySet> | undefined;

  const reload = (): Promise<KeySet> => {
    loading ??= withDeadline(Promise.resolve().then(load), systemClock, profile.timeoutMs ?? 5_000)
      .then((set) => {
        const keys = createLocalJWKSet(set);
        cached = { keys, loadedAt: performance.now() };
        return keys;
      })
      .catch((error: unknown) => {
        throw new RoomkeyError('unavailable', { cause: error });
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  };

  const age = (): number => (cached === undefined ? Infinity : performance.now() - cached.loadedAt);

  return async (header, token) => {
    const keys = cached !== undefined && age() < (profile.cacheMs ?? 600_000) ? cached.keys : await reload();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || age() < (profile.cooldownMs ?? 30_000)) throw error;
      return (await reload())(header, token);
    }
  };
}

const isAsymmetric = (algorithm: string): boolean =>
  /^(ES|RS|PS)(256|384|512)$|^EdDSA$|^Ed25519$/.test(algorithm);
