import { describe, expect, it } from 'vitest';
import { isRoomkeyError } from '../../../src/server/index.ts';
import { NOW, VERIFIER_KINDS, createIssuer } from './issuers.ts';
import type { Issuer, VerifierKind } from './issuers.ts';
import { createKeyRing } from './key-ring.ts';
import { issueLive } from './mutation.ts';
import type { Genuine, Mutation } from './mutation.ts';
import { algorithmMutations } from './mutations/algorithms.ts';
import { serializationMutations } from './mutations/serializations.ts';
import { signatureMutations } from './mutations/signatures.ts';
import { createRandom } from './random.ts';

const ROUNDS = 6;
const attacker = { keys: createKeyRing(), url: 'https://attacker.test/jwks' };

/** Forgeries that are made of the text of a token. */
const nearly = (kind: VerifierKind): readonly Mutation[] =>
  [...algorithmMutations, ...signatureMutations, ...serializationMutations].filter(
    ({ appliesTo }) => appliesTo?.(kind) ?? true,
  );

const live = (issuer: Issuer): Genuine =>
  issueLive(issuer, attacker, createRandom(`after acceptance ${issuer.kind.name}`));

const codeOf = (issuer: Issuer, token: string, now = NOW): Promise<unknown> =>
  Promise.resolve(issuer.verify(token, now)).then(
    () => 'accepted',
    (error: unknown) => (isRoomkeyError(error) ? error.code : error),
  );

describe.each(VERIFIER_KINDS)('a token that $name has accepted', (kind) => {
  const issuer = createIssuer(kind);

  it('opens the door to nothing that looks like it', async () => {
    const genuine = live(issuer);
    const forgeries = nearly(kind).flatMap(({ forge }) =>
      Array.from({ length: ROUNDS }, () => forge(genuine)),
    );
    const texts = forgeries.filter((forgery) => typeof forgery === 'string');
    expect(texts.length).toBeGreaterThan(200);
    for (const text of texts) {
      expect(await codeOf(issuer, genuine.token)).toBe('accepted');
      expect([text, await codeOf(issuer, text)]).toEqual([text, 'token_invalid']);
    }
  });

  it('is good at no other verifier, and no longer than its time', async () => {
    const { token, claims } = live(issuer);
    expect(await codeOf(issuer, token)).toBe('accepted');
    expect(await codeOf(createIssuer(kind), token)).toBe('token_invalid');
    const expiresAt = Number(claims['exp']) * 1000;
    expect(await codeOf(issuer, token, expiresAt - 1000)).toBe('accepted');
    expect(await codeOf(issuer, token, expiresAt)).toBe('token_expired');
    expect(await codeOf(issuer, token, Number(claims['iat']) * 1000 - 5000)).toBe('token_invalid');
  });
});
