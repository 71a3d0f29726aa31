import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, sign, constants } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export type Signer = (input: string) => Buffer;

/** One key of every kind, for an issuer or for somebody who would like to be one. */
export interface KeyRing {
  readonly secret: Buffer;
  /** A signer for any algorithm, also for one that this key was not made for. */
  signAs(algorithm: string): Signer;
  publicKey(algorithm: string): KeyObject;
}

export function createKeyRing(): KeyRing {
  const secret = randomBytes(64);
  const keys = new Map<string, KeyObject>();

  const privateKey = (algorithm: string): KeyObject => {
    const family = algorithm.slice(0, 2).replace('PS', 'RS');
    const key = keys.get(family) ?? generateKey(family);
    keys.set(family, key);
    return key;
  };

  return {
    secret,
    signAs: (algorithm) =>
      algorithm.startsWith('HS') ? hmac(algorithm, secret) : signer(algorithm, privateKey(algorithm)),
    publicKey: (algorithm) => createPublicKey(privateKey(algorithm)),
  };
}

function generateKey(family: string): KeyObject {
  if (family === 'RS') return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  if (family === 'ES') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return generateKeyPairSync('ed25519').privateKey;
}

const hashOf = (algorithm: string): string => `sha${algorithm.slice(2)}`;

export const hmac =
  (algorithm: string, key: string | Buffer): Signer =>
  (input) =>
    createHmac(hashOf(algorithm), key).update(input).digest();

function signer(algorithm: string, key: KeyObject): Signer {
  if (algorithm.startsWith('Ed')) return (input) => sign(null, Buffer.from(input), key);
  const options = {
    key,
    dsaEncoding: 'ieee-p1363' as const,
    ...(algorithm.startsWith('PS')
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {}),
  };
  return (input) => sign(hashOf(algorithm), Buffer.from(input), options);
}
