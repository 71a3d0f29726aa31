import { describe, expect, it } from 'vitest';
import { RoomkeyError, jwks } from '../../src/server/index.ts';
import type { JwksProfile } from '../../src/server/index.ts';
import { createTokenMint } from '../../src/testing/index.ts';

const profile: JwksProfile = { algorithms: ['EdDSA'], issuer: 'https://i.test', audience: 'https://a.test' };

/** Well-formed; its header asks for an algorithm that the profile accepts. */
async function tokenOf(alg: string): Promise<string> {
  const [, payload, signature] = (await createTokenMint().mint({ userId: 'ada' })).split('.');
  return [Buffer.from(JSON.stringify({ alg, kid: 'k' })).toString('base64url'), payload, signature].join('.');
}

const unavailable = expect.objectContaining({ code: 'unavailable' });

// The key set is the issuer's, so whatever goes wrong with it says nothing of the token: nobody is signed out by it.
describe('a function that returns the key set', () => {
  it('and throws before it returns a promise is an outage', async () => {
    const verify = jwks(() => {
      throw new TypeError('auth is undefined');
    }, profile);
    await expect(verify(await tokenOf('EdDSA'), Date.now())).rejects.toEqual(unavailable);
  });

  it('and never answers is an outage, and is asked again by the next token', async () => {
    let asked = 0;
    const verify = jwks(
      () => {
        asked += 1;
        return new Promise(() => undefined);
      },
      { ...profile, timeoutMs: 20 },
    );
    for (const round of [1, 2]) {
      const failure: unknown = await Promise.resolve(verify(await tokenOf('EdDSA'), Date.now())).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(RoomkeyError);
      expect(failure).toEqual(unavailable);
      expect(asked).toBe(round);
    }
  });
});
