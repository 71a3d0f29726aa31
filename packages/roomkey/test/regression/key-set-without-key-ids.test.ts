import { describe, expect, it } from 'vitest';
import { jwks } from '../../src/server/index.ts';
import type { Verifier } from '../../src/server/index.ts';
import { createKeyServer, createSigningKey, profile } from '../fixtures/key-server.ts';
import type { SigningKey } from '../fixtures/key-server.ts';

const codeOf = (verify: Verifier, token: string): Promise<unknown> =>
  Promise.resolve(verify(token, Date.now())).then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

/** `kid` is optional, in the set (RFC 7517, 4.5) and in the token (RFC 7515, 4.1.4). */
const withoutIds = (count: number): Promise<SigningKey[]> =>
  Promise.all(Array.from({ length: count }, () => createSigningKey(null)));
const setOf = (keys: readonly SigningKey[]) => ({ keys: keys.map(({ publicJwk }) => publicJwk) });

describe('a key set of several keys, and a token that names none of them', () => {
  it('is verified with the key that signed it, by URL and by function', async () => {
    const keys = await withoutIds(3);
    const stranger = await createSigningKey(null);
    const set = setOf(keys);
    await using server = await createKeyServer(set.keys);
    for (const verify of [jwks(server.url, profile), jwks(async () => set, profile)]) {
      for (const key of keys) expect(await codeOf(verify, await key.sign())).toBe('accepted');
      expect(await codeOf(verify, await stranger.sign())).toBe('token_invalid');
    }
  });

  it('is judged as any other: in its time, and by its profile', async () => {
    const keys = await withoutIds(2);
    const verify = jwks(async () => setOf(keys), profile);
    for (const key of keys) {
      const old = { issuedAt: Date.now() - 120_000, lifetimeSec: 60 };
      expect(await codeOf(verify, await key.sign(old))).toBe('token_expired');
      expect(await codeOf(verify, await key.sign({ claims: { sub: '' } }))).toBe('token_invalid');
    }
  });

  it('costs no more than eight tries', async () => {
    const keys = await withoutIds(9);
    const verify = jwks(async () => setOf(keys), profile);
    const codes = await Promise.all(keys.map(async (key) => codeOf(verify, await key.sign())));
    expect(codes).toEqual([...Array.from({ length: 8 }, () => 'accepted'), 'token_invalid']);
  });
});
