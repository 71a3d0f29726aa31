import { describe, expect, it } from 'vitest';
import { setStage } from '../../fixtures/stage.ts';
import type { Stage } from '../../fixtures/stage.ts';
import { encode, partsOf, signatureOf, withSignature, withTailBits } from './compact.ts';
import { NOW_SEC, VERIFIER_KINDS, createIssuer } from './issuers.ts';
import type { Claims, Issuer, VerifierKind } from './issuers.ts';

const claimsOf = (changes: Claims = {}): Claims => ({
  iss: 'https://issuer.test',
  aud: 'https://app.test',
  sub: 'alice',
  sid: 'phone',
  iat: NOW_SEC,
  exp: NOW_SEC + 600,
  ...changes,
});

const sign = (issuer: Issuer, changes?: Claims): string => issuer.sign(issuer.header, claimsOf(changes));

/** The same token in other texts. */
const rewritten = (token: string): readonly string[] => [
  withTailBits(token, 1),
  withTailBits(token, 3),
  ` ${token}`,
  `${token} `,
  `${token}\n`,
  `${token}\0`,
  `${token}=`,
  `${token}==`,
  `${token}.`,
  `Bearer ${token}`,
  token.replaceAll('-', '+').replaceAll('_', '/'),
  token.replace('.', '=.'),
  JSON.stringify({ payload: partsOf(token).payload, signatures: [] }),
];

/** Other tokens of the same session. */
const reissued = (issuer: Issuer): readonly string[] => [
  sign(issuer, { iat: NOW_SEC - 10 }),
  sign(issuer, { exp: NOW_SEC + 601 }),
  sign(issuer, { role: 'admin' }),
  sign(issuer, { aud: ['https://other.test', 'https://app.test'] }),
  sign(issuer, { jti: 'another' }),
  issuer.sign({ ...issuer.header, x: 1 }, claimsOf()),
  issuer.sign(issuer.header, Buffer.from(JSON.stringify(claimsOf(), null, 1))),
];

const codeAt = (stage: Stage, token: string): Promise<unknown> =>
  stage.harness.connect(token, { transports: ['websocket'] }).then(
    (socket) => {
      socket.disconnect();
      return 'connected';
    },
    (error: { readonly data?: { readonly code: string } }) => error.data?.code,
  );

const codesAt = async (stage: Stage, tokens: readonly string[]): Promise<Set<unknown>> => {
  const codes = new Set<unknown>();
  for (const token of tokens) codes.add(await codeAt(stage, token));
  return codes;
};

function kindOf(algorithm: string): VerifierKind {
  const kind = VERIFIER_KINDS.find((one) => one.algorithm === algorithm);
  if (kind === undefined) throw new Error(`Nothing verifies ${algorithm}`);
  return kind;
}

const unlimited = { limits: { address: null } } as const;

describe.each(VERIFIER_KINDS)('a revoked token under $name', (kind) => {
  const issuer = createIssuer(kind);

  it('stays refused in any other text, and with it every token of its session', async () => {
    await using stage = await setStage({ verify: issuer.verify, ...unlimited });
    const token = sign(issuer);
    const same = rewritten(token).filter((text) => text !== token);
    expect(await codesAt(stage, [token, ...reissued(issuer)])).toEqual(new Set(['connected']));
    await stage.roomkey.revoke({ sessionId: 'phone' });
    expect(await codesAt(stage, [token, ...reissued(issuer)])).toEqual(new Set(['session_revoked']));
    expect(await codesAt(stage, same)).toEqual(new Set(['token_invalid']));
    expect(await codeAt(stage, sign(issuer, { sid: 'laptop' }))).toBe('connected');
    expect(stage.world.failures).toEqual([]);
  });
});

describe('an ECDSA signature', () => {
  /** The order of P-256 (FIPS 186-4, D.1.2.3). */
  const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

  /** Anybody can make the second valid signature from the first. */
  function mirrored(token: string): string {
    const signature = signatureOf(token);
    const half = BigInt(`0x${signature.subarray(32).toString('hex')}`);
    const hex = (ORDER - half).toString(16).padStart(64, '0');
    return withSignature(token, Buffer.concat([signature.subarray(0, 32), Buffer.from(hex, 'hex')]));
  }

  it('that is mirrored says the same of the same session, so it is revoked with it', async () => {
    const issuer = createIssuer(kindOf('ES256'));
    await using stage = await setStage({ verify: issuer.verify, ...unlimited });
    const token = sign(issuer);
    expect(mirrored(token)).not.toBe(token);
    expect(await codeAt(stage, mirrored(token))).toBe('connected');
    await stage.roomkey.revoke({ sessionId: 'phone' });
    expect(await codeAt(stage, mirrored(token))).toBe('session_revoked');
  });
});

it('a revoked user is refused with every token that was issued before, of whatever session', async () => {
  const issuer = createIssuer(kindOf('HS256'));
  await using stage = await setStage({ verify: issuer.verify, ...unlimited });
  await stage.roomkey.revoke({ userId: 'alice' });
  const old = ['phone', 'laptop', 'alice', encode('phone')].map((sid) => sign(issuer, { sid }));
  expect(await codesAt(stage, old)).toEqual(new Set(['session_revoked']));
  stage.clock.jump(2000);
  expect(await codeAt(stage, sign(issuer, { iat: NOW_SEC + 2 }))).toBe('connected');
});
