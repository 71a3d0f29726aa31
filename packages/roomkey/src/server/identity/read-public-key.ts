import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { JWK } from 'jose';

const MIN_RSA_BITS = 2048;

/** @throws TypeError when the key cannot be read, or is too weak for any token (RFC 7518, 3.3). */
export function readPublicKey(given: string | JWK): KeyObject {
  const key = parse(given);
  const { modulusLength = MIN_RSA_BITS } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < MIN_RSA_BITS)
    throw new TypeError(`Verifier: an RSA key needs at least ${MIN_RSA_BITS} bits.`);
  return key;
}

function parse(key: string | JWK): KeyObject {
  try {
    return createPublicKey(typeof key === 'string' ? key : { key, format: 'jwk' });
  } catch (error) {
    throw new TypeError('Verifier: the public key cannot be read.', { cause: error });
  }
}

const PSS = ['PS256', 'PS384', 'PS512'];

/** By the kind of key, or its curve: each curve has one algorithm (RFC 7518, 3.4). */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  rsa: ['RS256', 'RS384', 'RS512', ...PSS],
  'rsa-pss': PSS,
  ed25519: ['EdDSA', 'Ed25519'],
  prime256v1: ['ES256'],
  secp384r1: ['ES384'],
  secp521r1: ['ES512'],
};

/** The algorithms whose signatures a key can verify. */
export const algorithmsOf = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): readonly string[] =>
  ALGORITHMS[asymmetricKeyDetails?.namedCurve ?? asymmetricKeyType ?? ''] ?? [];
