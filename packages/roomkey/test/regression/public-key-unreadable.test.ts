import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { publicKey } from '../../src/server/index.ts';

const profile = { algorithms: ['EdDSA'], issuer: 'https://i.test', audience: 'https://a.test' };

// A key that could not be read was found out token by token and blamed on the token, which signs everybody out.
it('is a TypeError when the server starts, not an invalid token of every user', () => {
  const pem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect(() => publicKey(pem, profile)).not.toThrow();
  const broken = [
    '',
    'secret',
    pem.replace('PUBLIC', 'PUBLICK'),
    pem.slice(0, 60),
    { kty: 'OKP', crv: 'Ed25519' },
    { kty: 'oct', k: 'AAAA' },
  ];
  for (const key of broken) expect(() => publicKey(key, profile)).toThrow(TypeError);
});

it('is a TypeError when the key does not go with any accepted algorithm', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  expect(() => publicKey(rsa.export({ format: 'jwk' }), profile)).toThrow(TypeError);
});
