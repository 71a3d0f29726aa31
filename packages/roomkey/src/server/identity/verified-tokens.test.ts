import { describe, expect, it } from 'vitest';
import { createTokenMint } from '../../testing/index.ts';
import type { Subject } from './types.ts';
import { createVerifiedTokens } from './verified-tokens.ts';
import type { VerifiedTokens } from './verified-tokens.ts';

const MINUTE = 60_000;
const subject = (expiresAt: number): Subject => ({
  userId: 'ada',
  sessionId: 's1',
  issuedAt: 0,
  expiresAt,
  claims: {},
});

const find = async (tokens: VerifiedTokens, token: string, now: number): Promise<Subject | null> => {
  try {
    return await tokens.subjectOf(token, now, () => Promise.reject(new Error('Not known')));
  } catch {
    return null;
  }
};
const add = (tokens: VerifiedTokens, token: string, { says, now }: { says: Subject; now: number }) =>
  tokens.subjectOf(token, now, () => Promise.resolve(says));

describe('verified tokens', () => {
  it('are found for as long as they may be, and no other text is', async () => {
    const tokens = createVerifiedTokens(MINUTE);
    const ada = subject(10 * MINUTE);
    await add(tokens, 'a.b.c', { says: ada, now: 0 });
    expect(await find(tokens, 'a.b.c', MINUTE - 1)).toBe(ada);
    expect(await find(tokens, 'a.b.c', MINUTE)).toBeNull();
    expect(await find(tokens, 'a.b.d', 0)).toBeNull();
  });

  it('are found for half as long at the least, and no longer than they may be, whenever they were added', async () => {
    for (let addedAt = 0; addedAt <= 2 * MINUTE; addedAt += 10_000) {
      for (let lookedAt = addedAt; lookedAt < addedAt + MINUTE; lookedAt += 5_000) {
        const tokens = createVerifiedTokens(MINUTE);
        await add(tokens, 'other', { says: subject(10 * MINUTE), now: 0 });
        await add(tokens, 'a.b.c', { says: subject(10 * MINUTE), now: addedAt });
        expect((await find(tokens, 'a.b.c', lookedAt)) !== null || lookedAt >= addedAt + MINUTE / 2).toBe(
          true,
        );
        expect(await find(tokens, 'a.b.c', addedAt + MINUTE)).toBeNull();
      }
    }
  });

  it('do not outlive their time', async () => {
    const tokens = createVerifiedTokens(MINUTE);
    await add(tokens, 'a.b.c', { says: subject(1_000), now: 0 });
    expect(await find(tokens, 'a.b.c', 999)).not.toBeNull();
    expect(await find(tokens, 'a.b.c', 1_000)).toBeNull();
  });

  it('are proven anew when the clock was set back', async () => {
    const tokens = createVerifiedTokens(MINUTE);
    await add(tokens, 'a.b.c', { says: subject(10 * MINUTE), now: 30_000 });
    expect(await find(tokens, 'a.b.c', 29_999)).toBeNull();
  });

  it('are not remembered where nothing is to be', async () => {
    const tokens = createVerifiedTokens(0);
    await add(tokens, 'a.b.c', { says: subject(10 * MINUTE), now: 0 });
    expect(await find(tokens, 'a.b.c', 0)).toBeNull();
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
    await expect(async () => mint.verify(token, now)).rejects.toMatchObject({ code: 'token_expired' });
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
      await expect(async () => mint.verify(forged, now)).rejects.toMatchObject({
        code: 'token_invalid',
      });
    }
  });
});
