import { describe, expect, it } from 'vitest';
import { createTokenMint } from '../../testing/index.ts';
import type { Subject } from './types.ts';
import { createVerifiedTokens } from './verified-tokens.ts';

const MINUTE = 60_000;
const subject = (expiresAt: number): Subject => ({
  userId: 'ada',
  sessionId: 's1',
  issuedAt: 0,
  expiresAt,
  claims: {},
});

describe('verified tokens', () => {
  it('are found for as long as they may be, and no other text is', () => {
    const tokens = createVerifiedTokens(MINUTE);
    const ada = subject(10 * MINUTE);
    tokens.add('a.b.c', ada, 0);
    expect(tokens.find('a.b.c', MINUTE - 1)).toBe(ada);
    expect(tokens.find('a.b.c', MINUTE)).toBeNull();
    expect(tokens.find('a.b.d', 0)).toBeNull();
  });

  it('are found for half as long at the least, and no longer than they may be, whenever they were added', () => {
    for (let addedAt = 0; addedAt <= 2 * MINUTE; addedAt += 10_000) {
      for (let lookedAt = addedAt; lookedAt < addedAt + MINUTE; lookedAt += 5_000) {
        const tokens = createVerifiedTokens(MINUTE);
        tokens.add('other', subject(10 * MINUTE), 0);
        tokens.add('a.b.c', subject(10 * MINUTE), addedAt);
        expect(tokens.find('a.b.c', lookedAt) !== null || lookedAt >= addedAt + MINUTE / 2).toBe(true);
        expect(tokens.find('a.b.c', addedAt + MINUTE)).toBeNull();
      }
    }
  });

  it('do not outlive their time', () => {
    const tokens = createVerifiedTokens(MINUTE);
    tokens.add('a.b.c', subject(1_000), 0);
    expect(tokens.find('a.b.c', 999)).not.toBeNull();
    expect(tokens.find('a.b.c', 1_000)).toBeNull();
  });

  it('are proven anew when the clock was set back', () => {
    const tokens = createVerifiedTokens(MINUTE);
    tokens.add('a.b.c', subject(10 * MINUTE), 30_000);
    expect(tokens.find('a.b.c', 29_999)).toBeNull();
  });

  it('are not remembered where nothing is to be', () => {
    const tokens = createVerifiedTokens(0);
    tokens.add('a.b.c', subject(10 * MINUTE), 0);
    expect(tokens.find('a.b.c', 0)).toBeNull();
  });
});

describe('a verifier', () => {
  it('proves a token once, and refuses it when it has expired in the meantime', async () => {
    let now = Date.now();
    const mint = createTokenMint(() => now);
    const token = await mint.mint({ userId: 'ada', lifetimeSec: 30 });
    const first = await mint.verify(token, now);
    expect(await mint.verify(token, now)).toBe(first);
    now += 31_000;
    await expect(mint.verify(token, now)).rejects.toMatchObject({ code: 'token_expired' });
  });

  it('proves a token again after a minute', async () => {
    const now = Date.now();
    const mint = createTokenMint(() => now);
    const token = await mint.mint({ userId: 'ada', lifetimeSec: 600 });
    const first = await mint.verify(token, now);
    const later = await mint.verify(token, now + 60_000);
    expect(later).not.toBe(first);
    expect(later).toEqual(first);
  });

  it('never takes a forgery for a token that was proven before', async () => {
    const now = Date.now();
    const mint = createTokenMint(() => now);
    const token = await mint.mint({ userId: 'ada' });
    await mint.verify(token, now);
    const [header, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'root' })).toString('base64url');
    for (const forged of [`${header}.${claims}.${signature}`, `${token} `, `${token}=`, token.slice(0, -1)]) {
      await expect(mint.verify(forged, now)).rejects.toMatchObject({
        code: 'token_invalid',
      });
    }
  });
});
