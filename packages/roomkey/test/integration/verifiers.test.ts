import { createHmac } from 'node:crypto';
import { SignJWT, exportSPKI } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { describe, expect, it } from 'vitest';
import { jwks, publicKey, secret } from '../../src/server/index.ts';
import type { JwksProfile, TokenProfile, Verifier } from '../../src/server/index.ts';
import { createKeyServer, createSigningKey, profile } from '../fixtures/key-server.ts';
import type { SigningKey } from '../fixtures/key-server.ts';

const now = (): number => Date.now();
const codeOf = (verify: Verifier, token: string, at = now()): Promise<unknown> =>
  Promise.resolve(verify(token, at)).then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with a header of the attacker's choice, signed with HMAC over a text that everybody knows. */
async function hmacSigned(key: SigningKey, header: object, text: string): Promise<string> {
  const [, payload] = (await key.sign()).split('.');
  const signed = `${base64url(header)}.${payload}`;
  return `${signed}.${createHmac('sha256', text).update(signed).digest('base64url')}`;
}

describe('secret', () => {
  const hmac: TokenProfile = { ...profile, algorithms: ['HS256'] };

  it.each([
    ['HS256', 32],
    ['HS384', 48],
    ['HS512', 64],
  ])('for %s needs %d bytes', (algorithm, bytes) => {
    const options = { ...hmac, algorithms: [algorithm] };
    expect(() => secret('x'.repeat(bytes), options)).not.toThrow();
    expect(() => secret('x'.repeat(bytes - 1), options)).toThrow(TypeError);
    expect(() => secret(new Uint8Array(bytes - 1), options)).toThrow(TypeError);
  });

  it('needs bytes for the strongest algorithm that it accepts', () => {
    expect(() => secret('x'.repeat(32), { ...hmac, algorithms: ['HS256', 'HS512'] })).toThrow(TypeError);
  });

  it.each(['EdDSA', 'RS256', 'none', ''])('does not go with %s', (algorithm) => {
    expect(() => secret('x'.repeat(64), { ...hmac, algorithms: [algorithm] })).toThrow(TypeError);
  });

  it('accepts only the algorithms it names', async () => {
    const key = new TextEncoder().encode('x'.repeat(64));
    const sign = (alg: string): Promise<string> =>
      new SignJWT({ sub: 'ada' })
        .setProtectedHeader({ alg })
        .setIssuer(profile.issuer)
        .setAudience(profile.audience)
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(key);
    const verify = secret(key, hmac);
    expect(await codeOf(verify, await sign('HS256'))).toBe('accepted');
    expect(await codeOf(verify, await sign('HS512'))).toBe('token_invalid');
  });
});

describe('publicKey', () => {
  it.each(['EdDSA', 'ES256', 'RS256'])('verifies %s with a PEM and with a JWK', async (algorithm) => {
    const [key, stranger] = await Promise.all([
      createSigningKey('k1', algorithm),
      createSigningKey('k1', algorithm),
    ]);
    const options = { ...profile, algorithms: [algorithm] };
    for (const given of [await exportSPKI(key.publicKey), key.publicJwk]) {
      const verify = publicKey(given, options);
      expect(await verify(await key.sign(), now())).toMatchObject({ userId: 'ada', sessionId: 's1' });
      expect(await codeOf(verify, await stranger.sign())).toBe('token_invalid');
    }
  });

  it('is no secret: a token that is signed with the text of the key is invalid', async () => {
    const key = await createSigningKey('k1', 'RS256');
    const pem = await exportSPKI(key.publicKey);
    const verify = publicKey(pem, { ...profile, algorithms: ['RS256'] });
    for (const text of [pem, pem.trim(), JSON.stringify(key.publicJwk)]) {
      expect(await codeOf(verify, await hmacSigned(key, { alg: 'HS256' }, text))).toBe('token_invalid');
      // The header may lie about the algorithm too.
      expect(await codeOf(verify, await hmacSigned(key, { alg: 'RS256' }, text))).toBe('token_invalid');
    }
    expect(() => publicKey(pem, { ...profile, algorithms: ['RS256', 'HS256'] })).toThrow(TypeError);
  });

  it('accepts no other algorithm of the same key', async () => {
    const key = await createSigningKey('k1', 'RS256');
    const verify = publicKey(key.publicJwk, { ...profile, algorithms: ['PS256'] });
    expect(await codeOf(verify, await key.sign())).toBe('token_invalid');
  });
});

describe('a profile', () => {
  it('may require a `typ`', async () => {
    const key = await createSigningKey('k1');
    const verify = publicKey(key.publicJwk, { ...profile, type: 'at+jwt' });
    for (const typ of ['at+jwt', 'application/at+jwt', 'AT+JWT']) {
      expect(await codeOf(verify, await key.sign({ header: { typ } }))).toBe('accepted');
    }
    expect(await codeOf(verify, await key.sign())).toBe('token_invalid');
    expect(await codeOf(verify, await key.sign({ header: { typ: 'JWT' } }))).toBe('token_invalid');
  });

  it('may require a session', async () => {
    const key = await createSigningKey('k1');
    const verify = publicKey(key.publicJwk, { ...profile, requireSession: true });
    expect(await codeOf(verify, await key.sign())).toBe('accepted');
    expect(await codeOf(verify, await key.sign({ claims: { sid: undefined } }))).toBe('token_invalid');
  });

  it('may name other claims', async () => {
    const key = await createSigningKey('k1');
    const verify = publicKey(key.publicJwk, { ...profile, userClaim: 'id', sessionClaim: 'session' });
    const claims = { id: 'bob', session: 's9' };
    expect(await verify(await key.sign({ claims }), now())).toMatchObject({ userId: 'bob', sessionId: 's9' });
    expect(await codeOf(verify, await key.sign())).toBe('token_invalid');
  });

  it('bounds the life of a token', async () => {
    const key = await createSigningKey('k1');
    const verify = publicKey(key.publicJwk, { ...profile, maxLifetimeSec: 60 });
    expect(await codeOf(verify, await key.sign({ lifetimeSec: 60 }))).toBe('accepted');
    expect(await codeOf(verify, await key.sign({ lifetimeSec: 61 }))).toBe('token_invalid');
  });

  it('judges time by the clock it is given, with a tolerance of none by default', async () => {
    const key = await createSigningKey('k1');
    const issuedAt = Date.UTC(2030, 0, 1);
    const token = await key.sign({ issuedAt, lifetimeSec: 60 });
    const strict = publicKey(key.publicJwk, profile);
    const tolerant = publicKey(key.publicJwk, { ...profile, clockToleranceSec: 30 });
    const codes = async (sec: number): Promise<unknown[]> => [
      await codeOf(strict, token, issuedAt + sec * 1000),
      await codeOf(tolerant, token, issuedAt + sec * 1000),
    ];
    expect(await codes(-31)).toEqual(['token_invalid', 'accepted']);
    expect(await codes(59)).toEqual(['accepted', 'accepted']);
    expect(await codes(60)).toEqual(['token_expired', 'accepted']);
    expect(await codes(89)).toEqual(['token_expired', 'accepted']);
    expect(await codes(90)).toEqual(['token_expired', 'token_expired']);
  });

  it('calls an expired token expired only when it is genuine in everything else', async () => {
    const key = await createSigningKey('k1');
    const stranger = await createSigningKey('k1');
    const verify = publicKey(key.publicJwk, { ...profile, requireSession: true, maxLifetimeSec: 60 });
    const old = { issuedAt: now() - 120_000, lifetimeSec: 60 };
    expect(await codeOf(verify, await key.sign(old))).toBe('token_expired');
    expect(await codeOf(verify, await stranger.sign(old))).toBe('token_invalid');
    expect(await codeOf(verify, await key.sign({ ...old, claims: { sid: undefined } }))).toBe(
      'token_invalid',
    );
    expect(await codeOf(verify, await key.sign({ ...old, lifetimeSec: 61 }))).toBe('token_invalid');
  });
});

describe('jwks by URL', () => {
  const options: JwksProfile = { ...profile, timeoutMs: 1000 };

  it('fetches the keys once, for any number of tokens at the same time', async () => {
    const key = await createSigningKey('k1');
    await using server = await createKeyServer([key.publicJwk]);
    const verify = jwks(server.url, options);
    expect(server.requests).toBe(0);
    const token = await key.sign();
    await Promise.all(Array.from({ length: 20 }, async () => verify(token, now())));
    await verify(await key.sign({ claims: { sub: 'bob' } }), now());
    expect(server.requests).toBe(1);
  });

  it('does not fetch again for an unknown `kid` before the cooldown is over', async () => {
    const [key, stranger] = [await createSigningKey('k1'), await createSigningKey('k2')];
    await using server = await createKeyServer([key.publicJwk]);
    const verify = jwks(server.url, options);
    await verify(await key.sign(), now());
    for (let flood = 0; flood < 20; flood += 1) {
      const token = await stranger.sign({ header: { kid: `made-up-${flood}` } });
      expect(await codeOf(verify, token)).toBe('token_invalid');
    }
    expect(server.requests).toBe(1);
  });

  it('follows a rotation, where old and new keys overlap', async () => {
    const [before, after] = [await createSigningKey('k1'), await createSigningKey('k2')];
    await using server = await createKeyServer([before.publicJwk]);
    const verify = jwks(server.url, { ...options, cooldownMs: 0 });
    const old = await before.sign();
    await verify(old, now());
    server.keys = [before.publicJwk, after.publicJwk];
    expect(await codeOf(verify, await after.sign())).toBe('accepted');
    expect(await codeOf(verify, old)).toBe('accepted');
    expect(server.requests).toBe(2);
    server.keys = [after.publicJwk];
    expect(await codeOf(jwks(server.url, options), old)).toBe('token_invalid');
  });

  it.each(['fail', 'rubbish'] as const)('is unavailable while the issuer answers with a %s', async (mode) => {
    const key = await createSigningKey('k1');
    await using server = await createKeyServer([key.publicJwk]);
    server.mode = mode;
    const verify = jwks(server.url, options);
    expect(await codeOf(verify, await key.sign())).toBe('unavailable');
    server.mode = 'answer';
    expect(await codeOf(verify, await key.sign())).toBe('accepted');
  });

  it('is unavailable while the issuer cannot be reached', async () => {
    const key = await createSigningKey('k1');
    const server = await createKeyServer([key.publicJwk]);
    await server[Symbol.asyncDispose]();
    expect(await codeOf(jwks(server.url, options), await key.sign())).toBe('unavailable');
  });

  it('is unavailable, in time, while the issuer hangs', async () => {
    const key = await createSigningKey('k1');
    await using server = await createKeyServer([key.publicJwk]);
    server.mode = 'hang';
    const verify = jwks(server.url, { ...options, timeoutMs: 100 });
    const startedAt = performance.now();
    expect(await codeOf(verify, await key.sign())).toBe('unavailable');
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });

  it('goes on with the keys it has while the issuer is down', async () => {
    const key = await createSigningKey('k1');
    await using server = await createKeyServer([key.publicJwk]);
    const verify = jwks(server.url, options);
    await verify(await key.sign(), now());
    server.mode = 'fail';
    expect(await codeOf(verify, await key.sign())).toBe('accepted');
  });

  it('takes keys from nowhere else, whatever the header of a token says', async () => {
    const [key, attacker] = [await createSigningKey('k1'), await createSigningKey('k1')];
    await using server = await createKeyServer([key.publicJwk]);
    await using trap = await createKeyServer([attacker.publicJwk]);
    const verify = jwks(server.url, { ...options, cooldownMs: 0 });
    const headers = [
      { jku: trap.url },
      { x5u: trap.url },
      { jwk: attacker.publicJwk },
      { jku: trap.url, jwk: attacker.publicJwk, kid: 'other' },
      { x5c: ['AAAA'] },
      { kid: trap.url },
      { kid: '../../../../dev/null' },
      { kid: `k1' OR '1'='1` },
      { kid: '__proto__' },
    ];
    for (const header of headers) {
      const token = await attacker.sign({ header });
      expect([header, await codeOf(verify, token)]).toEqual([header, 'token_invalid']);
    }
    expect(trap.requests).toBe(0);
  });

  it('uses no key of the set for an algorithm that the profile does not name', async () => {
    const [key, other] = [await createSigningKey('k1'), await createSigningKey('k2', 'ES256')];
    const shared = {
      kty: 'oct',
      k: Buffer.from('x'.repeat(32)).toString('base64url'),
      kid: 'k3',
      alg: 'HS256',
    };
    await using server = await createKeyServer([key.publicJwk, other.publicJwk, shared]);
    const verify = jwks(server.url, options);
    expect(await codeOf(verify, await other.sign())).toBe('token_invalid');
    const forged = await hmacSigned(key, { alg: 'HS256', kid: 'k3' }, 'x'.repeat(32));
    expect(await codeOf(verify, forged)).toBe('token_invalid');
    expect(await codeOf(verify, await key.sign())).toBe('accepted');
  });
});

describe('jwks by function', () => {
  it('caches, cools down and follows a rotation as by URL', async () => {
    const [before, after] = [await createSigningKey('k1'), await createSigningKey('k2')];
    let keys = [before.publicJwk];
    let loads = 0;
    const load = async () => {
      loads += 1;
      return { keys };
    };
    const patient = jwks(load, profile);
    const old = await before.sign();
    await Promise.all(Array.from({ length: 10 }, async () => patient(old, now())));
    expect(await codeOf(patient, await after.sign())).toBe('token_invalid');
    expect(loads).toBe(1);
    keys = [before.publicJwk, after.publicJwk];
    const eager = jwks(load, { ...profile, cooldownMs: 0, cacheMs: 60_000 });
    expect(await codeOf(eager, await after.sign())).toBe('accepted');
    expect(await codeOf(eager, old)).toBe('accepted');
    expect(loads).toBe(2);
  });

  it('reads the keys again when they are out of date', async () => {
    const key = await createSigningKey('k1');
    let loads = 0;
    const verify = jwks(
      async () => {
        loads += 1;
        return { keys: [key.publicJwk] };
      },
      { ...profile, cacheMs: 0 },
    );
    for (const round of [1, 2]) {
      expect(await codeOf(verify, await key.sign())).toBe('accepted');
      expect(loads).toBe(round);
    }
  });

  it('is unavailable while it rejects or returns no key set, and recovers', async () => {
    const key = await createSigningKey('k1');
    const rubbish: JSONWebKeySet = JSON.parse('{"keys":"none"}');
    const answers = [
      () => Promise.reject(new TypeError('down')),
      () => Promise.resolve(rubbish),
      () => Promise.resolve({ keys: [key.publicJwk] }),
    ];
    const verify = jwks(() => answers.shift()?.() ?? Promise.reject(new Error('Asked too often')), profile);
    expect(await codeOf(verify, await key.sign())).toBe('unavailable');
    expect(await codeOf(verify, await key.sign())).toBe('unavailable');
    expect(await codeOf(verify, await key.sign())).toBe('accepted');
  });
});

describe('any verifier', () => {
  it('takes one text for one token', async () => {
    const key = await createSigningKey('k1');
    const verify = publicKey(key.publicJwk, profile);
    const token = await key.sign();
    expect(await codeOf(verify, token)).toBe('accepted');
    const [header = '', payload = '', signature = ''] = token.split('.');
    const forms = [
      ` ${token}`,
      `${token}\n`,
      `${token}=`,
      `${token}.`,
      `${header}.${payload}`,
      `${header}..${signature}`,
      `${header}.${payload}.`,
      `Bearer ${token}`,
      `${header}.${payload}.${signature}.x.y`,
      JSON.stringify({ payload, protected: header, signature }),
      '',
    ];
    for (const form of forms) expect([form, await codeOf(verify, form)]).toEqual([form, 'token_invalid']);
  });

  it('honors no critical header that it does not understand', async () => {
    const key = await createSigningKey('k1');
    const [, payload, signature] = (await key.sign()).split('.');
    const token = `${base64url({ alg: 'EdDSA', kid: 'k1', crit: ['b64'], b64: false })}.${payload}.${signature}`;
    expect(await codeOf(publicKey(key.publicJwk, profile), token)).toBe('token_invalid');
  });

  it('keeps the token out of its errors', async () => {
    const key = await createSigningKey('k1');
    const stranger = await createSigningKey('k1');
    const token = await stranger.sign();
    const error: unknown = await Promise.resolve(publicKey(key.publicJwk, profile)(token, now())).catch(
      (refusal: unknown) => refusal,
    );
    const text = JSON.stringify(error) + String(error) + (error instanceof Error ? String(error.cause) : '');
    for (const part of token.split('.')) expect(text).not.toContain(part);
  });
});
