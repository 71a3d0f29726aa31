import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { publicKey } from '../../src/server/index.ts';
import { profile } from '../fixtures/key-server.ts';

const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'spki' }).toString();
const ec = (namedCurve: string): string => pem(generateKeyPairSync('ec', { namedCurve }).publicKey);
const rsa = (modulusLength: number): string => pem(generateKeyPairSync('rsa', { modulusLength }).publicKey);

function starts(key: string, algorithm: string): boolean {
  try {
    publicKey(key, { ...profile, algorithms: [algorithm] });
    return true;
  } catch {
    return false;
  }
}

describe('a server does not start with a public key that could never verify a token:', () => {
  it('an elliptic curve has one algorithm', () => {
    const algorithms = ['ES256', 'ES384', 'ES512'];
    const fitting = (curve: string): string[] => {
      const key = ec(curve);
      return algorithms.filter((algorithm) => starts(key, algorithm));
    };
    expect(['P-256', 'P-384', 'P-521', 'secp256k1'].map(fitting)).toEqual([
      ['ES256'],
      ['ES384'],
      ['ES512'],
      [],
    ]);
  });

  it('an RSA key needs 2048 bits', () => {
    for (const algorithm of ['RS256', 'PS512']) {
      const options = { ...profile, algorithms: [algorithm] };
      expect(() => publicKey(rsa(1024), options)).toThrow(/2048 bits/);
      expect(() => publicKey(rsa(2048), options)).not.toThrow();
    }
  });
});
