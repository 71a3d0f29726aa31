import { describe, expect, it } from 'vitest';
import { assertProfile, readSubject } from './token-profile.ts';
import type { TokenProfile } from './token-profile.ts';

const NOW = Date.UTC(2030, 0, 1);
const SEC = NOW / 1000;
const profile: TokenProfile = { algorithms: ['HS256'], issuer: 'https://i.test', audience: 'https://a.test' };
const good = { sub: 'ada', sid: 's1', iat: SEC, exp: SEC + 600 };

const refused = expect.objectContaining({ code: 'token_invalid' });
const read = (claims: object, options: Partial<TokenProfile> = {}): unknown => {
  try {
    return readSubject({ ...claims }, { ...profile, ...options }, NOW);
  } catch (error) {
    return error;
  }
};

describe('readSubject', () => {
  it('reads user, session and times, in milliseconds', () => {
    expect(read({ ...good, tenant: 't' })).toEqual({
      userId: 'ada',
      sessionId: 's1',
      issuedAt: NOW,
      expiresAt: NOW + 600_000,
      claims: { ...good, tenant: 't' },
    });
  });

  it('takes ids from the claims that the profile names, and from no others', () => {
    const claims = { ...good, id: 'bob', session: 's2' };
    expect(read(claims, { userClaim: 'id', sessionClaim: 'session' })).toMatchObject({
      userId: 'bob',
      sessionId: 's2',
    });
    expect(read(good, { userClaim: 'id' })).toEqual(refused);
    expect(read(good, { sessionClaim: 'session' })).toMatchObject({ sessionId: null });
  });

  it('refuses a token without a session where one is required', () => {
    const { sid: _sid, ...claims } = good;
    for (const sid of [undefined, null]) expect(read({ ...claims, sid })).toMatchObject({ sessionId: null });
    for (const sid of [undefined, null])
      expect(read({ ...claims, sid }, { requireSession: true })).toEqual(refused);
    expect(read(good, { requireSession: true })).toMatchObject({ sessionId: 's1' });
  });

  it.each([undefined, null, '', 1, true, [], ['ada'], { $gt: '' }, 'x'.repeat(256)])(
    'refuses the user id %j',
    (sub) => {
      expect(read({ ...good, sub })).toEqual(refused);
    },
  );

  it.each([[''], [1], [false], [{ $gt: '' }], [['s1']], ['x'.repeat(256)]])(
    'refuses the session id %j',
    (sid) => {
      expect(read({ ...good, sid })).toEqual(refused);
    },
  );

  it.each(['iat', 'exp'])('refuses an `%s` that is no time', (claim) => {
    for (const value of [undefined, null, '1', 0, -1, NaN, Infinity, {}]) {
      expect(read({ ...good, [claim]: value })).toEqual(refused);
    }
  });

  it('refuses a life that is longer than accepted, or none', () => {
    expect(read({ ...good, exp: SEC + 86_400 })).toMatchObject({ userId: 'ada' });
    expect(read({ ...good, exp: SEC + 86_401 })).toEqual(refused);
    expect(read({ ...good, exp: SEC + 61 }, { maxLifetimeSec: 60 })).toEqual(refused);
    expect(read({ ...good, exp: SEC })).toEqual(refused);
    expect(read({ ...good, exp: SEC - 1 })).toEqual(refused);
  });

  it('refuses a token from the future, but for the tolerance', () => {
    expect(read({ ...good, iat: SEC + 1 })).toMatchObject({ userId: 'ada' });
    expect(read({ ...good, iat: SEC + 2 })).toEqual(refused);
    expect(read({ ...good, iat: SEC + 31 }, { clockToleranceSec: 30 })).toMatchObject({ userId: 'ada' });
    expect(read({ ...good, iat: SEC + 32 }, { clockToleranceSec: 30 })).toEqual(refused);
  });
});

describe('assertProfile', () => {
  const isHmac = (algorithm: string): boolean => algorithm.startsWith('HS');

  it('accepts a complete profile', () => {
    expect(() => assertProfile(profile, isHmac)).not.toThrow();
  });

  it.each([
    { algorithms: [] },
    { algorithms: ['HS256', 'none'] },
    { algorithms: ['ES256'] },
    { issuer: '' },
    { audience: '' },
  ])('refuses %j when the server starts', (wrong) => {
    expect(() => assertProfile({ ...profile, ...wrong }, isHmac)).toThrow(TypeError);
  });
});
