import type { JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { jwks } from '../../../src/server/index.ts';
import type { JwksProfile, Verifier } from '../../../src/server/index.ts';
import { createKeyServer, createSigningKey, profile } from '../../fixtures/key-server.ts';
import type { KeyServer } from '../../fixtures/key-server.ts';
import { ask, denied, setStage } from '../../fixtures/stage.ts';

const codeOf = (verify: Verifier, token: string): Promise<unknown> =>
  Promise.resolve(verify(token, Date.now())).then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

/** A verifier that reads the keys of a server by their URL, or through a function. */
type Source = (server: KeyServer, options: JwksProfile) => Verifier;

const SOURCES: readonly [string, Source][] = [
  ['URL', (server, options) => jwks(server.url, options)],
  [
    'function',
    (server, options) =>
      jwks(async () => {
        server.requests += 1;
        return { keys: [...server.keys] };
      }, options),
  ],
];

const always: JwksProfile = { ...profile, cacheMs: 0 };

describe.each(SOURCES)('keys by %s', (_, source) => {
  it('are good until they are removed, and not after', async () => {
    const [before, after] = [await createSigningKey('k1'), await createSigningKey('k2')];
    await using server = await createKeyServer([before.publicJwk]);
    const verify = source(server, always);
    const tokens = [await before.sign(), await after.sign()];
    const codes = async (keys: readonly JWK[]): Promise<unknown[]> => {
      server.keys = keys;
      return Promise.all(tokens.map((token) => codeOf(verify, token)));
    };
    expect(await codes([before.publicJwk])).toEqual(['accepted', 'token_invalid']);
    expect(await codes([before.publicJwk, after.publicJwk])).toEqual(['accepted', 'accepted']);
    expect(await codes([after.publicJwk])).toEqual(['token_invalid', 'accepted']);
    expect(await codes([])).toEqual(['token_invalid', 'token_invalid']);
  });

  it('may be replaced under the same id', async () => {
    const [before, after] = [await createSigningKey('k1'), await createSigningKey('k1')];
    await using server = await createKeyServer([before.publicJwk]);
    const verify = source(server, always);
    expect(await codeOf(verify, await before.sign())).toBe('accepted');
    server.keys = [after.publicJwk];
    expect(await codeOf(verify, await before.sign())).toBe('token_invalid');
    expect(await codeOf(verify, await after.sign())).toBe('accepted');
  });

  it('that were removed are used for no longer than the cache', async () => {
    const key = await createSigningKey('k1');
    await using server = await createKeyServer([key.publicJwk]);
    const verify = source(server, { ...profile, cacheMs: 60_000, cooldownMs: 60_000 });
    const token = await key.sign();
    expect(await codeOf(verify, token)).toBe('accepted');
    server.keys = [];
    expect(await codeOf(verify, token)).toBe('accepted');
    expect(server.requests).toBe(1);
  });

  it('without ids are replaced too', async () => {
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => createSigningKey(null)));
    if (first === undefined || second === undefined || third === undefined) throw new Error('No keys');
    await using server = await createKeyServer([first.publicJwk, second.publicJwk]);
    const verify = source(server, always);
    expect(await codeOf(verify, await first.sign())).toBe('accepted');
    server.keys = [second.publicJwk, third.publicJwk];
    expect(await codeOf(verify, await first.sign())).toBe('token_invalid');
    expect(await codeOf(verify, await third.sign())).toBe('accepted');
  });
});

it('a live connection is renewed with a key that is published, and with no other', async () => {
  const [before, after] = [await createSigningKey('k1'), await createSigningKey('k2')];
  let keys = [before.publicJwk];
  await using stage = await setStage({ verify: jwks(async () => ({ keys }), always) });
  const sign = (key: typeof before): Promise<string> =>
    key.sign({ claims: { sub: 'alice' }, issuedAt: stage.clock.now() });
  const socket = await stage.harness.connect(await sign(before));
  keys = [after.publicJwk];
  stage.clock.jump(2000);
  expect(await ask(socket, 'refresh-session', { token: await sign(before) })).toEqual(
    denied('token_invalid'),
  );
  expect(socket.connected).toBe(true);
  expect(await ask(socket, 'refresh-session', { token: await sign(after) })).toMatchObject({ ok: true });
});
