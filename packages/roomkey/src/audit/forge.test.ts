import { decodeJwt, jwtVerify, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { resigned, tampered, unsigned, withOwnKey, withTail } from './forge.ts';
import type { Forgery } from './forge.ts';

const key = crypto.getRandomValues(new Uint8Array(32));
const genuine = await new SignJWT({ role: 'admin' })
  .setProtectedHeader({ alg: 'HS256' })
  .setSubject('ada')
  .setExpirationTime('5m')
  .sign(key);

/** A check whose token a sound server takes would find fault with it. */
const isRefused = async ({ token }: Forgery): Promise<boolean> =>
  jwtVerify(token, key, { algorithms: ['HS256'] }).then(
    () => false,
    () => true,
  );

it('no forgery is a genuine token, whatever the genuine one says already', async () => {
  const forgeries = [
    ...unsigned(genuine),
    ...(await resigned(genuine)),
    ...(await withOwnKey(genuine)),
    ...tampered(genuine),
  ];
  expect(forgeries.map(({ what }) => what)).not.toContain('"role" changed');
  expect(forgeries).toHaveLength(11);
  for (const forgery of forgeries)
    expect([forgery.what, await isRefused(forgery)]).toEqual([forgery.what, true]);
});

it('a forgery claims what the genuine token claims, or somebody made up', async () => {
  for (const { token } of [...unsigned(genuine), ...(await resigned(genuine))])
    expect(decodeJwt(token)).toEqual(decodeJwt(genuine));
  for (const { token } of [...unsigned(null), ...(await withOwnKey('opaque'))])
    expect(decodeJwt(token)).toMatchObject({ sub: 'roomkey-audit' });
});

it('an opaque token cannot be tampered with, but lengthened', () => {
  expect(tampered('opaque')).toEqual([]);
  for (const { token } of withTail('opaque')) expect(token).toMatch(/^opaque./s);
});
