import { describe, expect, it } from 'vitest';
import { RoomkeyError } from '../../errors/index.ts';
import { createTokenMint } from '../../testing/index.ts';
import { anyOf } from './any-of.ts';
import type { Verifier } from './types.ts';

const now = Date.now();
const failing =
  (code: 'unavailable' | 'token_expired'): Verifier =>
  () =>
    Promise.reject(new RoomkeyError(code));

describe('any of several verifiers', () => {
  it('accepts what one accepts, and refuses what none does', async () => {
    const [current, previous, other] = [createTokenMint(), createTokenMint(), createTokenMint()];
    const verify = anyOf(current.verify, previous.verify);
    for (const mint of [current, previous]) {
      expect(await verify(await mint.mint({ userId: 'ada' }), now)).toMatchObject({ userId: 'ada' });
    }
    const foreign = await other.mint({ userId: 'ada' });
    await expect(verify(foreign, now)).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(anyOf(current.verify)(await previous.mint({ userId: 'ada' }), now)).rejects.toMatchObject({
      code: 'token_invalid',
    });
  });

  it.each(['unavailable', 'token_expired'] as const)(
    'takes %s for an answer: the next one could only guess',
    async (code) => {
      const mint = createTokenMint();
      const verify = anyOf(failing(code), mint.verify);
      await expect(verify(await mint.mint({ userId: 'ada' }), now)).rejects.toMatchObject({ code });
    },
  );

  it('lets revocations be remembered for as long as the longest life', () => {
    const verifier = (longestLifeMs: number): Verifier =>
      Object.assign(failing('unavailable'), { longestLifeMs });
    expect(anyOf(verifier(5), verifier(7)).longestLifeMs).toBe(7);
  });

  it('is none of none', () => {
    expect(() => anyOf()).toThrow(TypeError);
  });
});
