import type { JWK } from 'jose';
import { jwks, publicKey, secret } from '../../../src/server/index.ts';
import type { TokenProfile, Verifier } from '../../../src/server/index.ts';
import { compact } from './compact.ts';
import { createKeyRing } from './key-ring.ts';
import type { KeyRing } from './key-ring.ts';

/** Where the fake clock of a stage starts. */
export const NOW = Date.UTC(2030, 0, 1);
export const NOW_SEC = NOW / 1000;

export type Claims = Readonly<Record<string, unknown>>;

/** A verifier, and whoever holds the keys that it trusts. */
export interface Issuer {
  readonly kind: VerifierKind;
  readonly keys: KeyRing;
  readonly header: Claims;
  readonly verify: Verifier;
  /** Signs as this issuer does, whatever the token says. */
  sign(header: unknown, payload: unknown): string;
}

export interface VerifierKind {
  readonly name: string;
  readonly algorithm: string;
  readonly keyId?: string;
  verifier(keys: KeyRing, profile: TokenProfile): Verifier;
}

const profileOf = (algorithm: string): TokenProfile => ({
  algorithms: [algorithm],
  issuer: 'https://issuer.test',
  audience: 'https://app.test',
  type: 'at+jwt',
  maxLifetimeSec: 3600,
  requireSession: true,
});

const jwkOf = (keys: KeyRing, algorithm: string): JWK => keys.publicKey(algorithm).export({ format: 'jwk' });
const pemOf = (keys: KeyRing, algorithm: string): string =>
  keys.publicKey(algorithm).export({ format: 'pem', type: 'spki' }).toString();

const byPem = (algorithm: string): VerifierKind => ({
  name: `publicKey ${algorithm}`,
  algorithm,
  verifier: (keys, profile) => publicKey(pemOf(keys, algorithm), profile),
});

/** A set whose other keys are those of a neighbour: of the same algorithm and of others. */
const byKeySet = (algorithm: string, keyId?: string): VerifierKind => ({
  name: `jwks ${algorithm}${keyId === undefined ? ' without key ids' : ''}`,
  algorithm,
  ...(keyId === undefined ? {} : { keyId }),
  verifier(keys, profile) {
    const neighbour = createKeyRing();
    const set = [
      { ...jwkOf(neighbour, algorithm), ...(keyId === undefined ? {} : { kid: 'neighbour' }) },
      { ...jwkOf(keys, algorithm), ...(keyId === undefined ? {} : { kid: keyId }) },
      { ...jwkOf(neighbour, 'RS256'), kid: 'rsa', alg: 'RS512' },
    ];
    return jwks(async () => ({ keys: set }), profile);
  },
});

export const VERIFIER_KINDS: readonly VerifierKind[] = [
  { name: 'secret HS256', algorithm: 'HS256', verifier: (keys, profile) => secret(keys.secret, profile) },
  byPem('EdDSA'),
  byPem('ES256'),
  byPem('RS256'),
  byKeySet('EdDSA', 'k1'),
  byKeySet('ES256'),
];

export function createIssuer(kind: VerifierKind): Issuer {
  const keys = createKeyRing();
  const signer = keys.signAs(kind.algorithm);
  const kid = kind.keyId === undefined ? {} : { kid: kind.keyId };
  return {
    kind,
    keys,
    header: { alg: kind.algorithm, typ: 'at+jwt', ...kid },
    verify: kind.verifier(keys, profileOf(kind.algorithm)),
    sign: (header, payload) => compact(header, payload, signer),
  };
}
