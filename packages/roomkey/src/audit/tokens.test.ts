import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { UsageError } from './failures.ts';
import { createTokens } from './tokens.ts';

const none = { token: null, tokenCommand: null, expiredToken: null };

const ending = (inSec: number): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(Math.floor(Date.now() / 1000) + inSec)
    .sign(new Uint8Array(32));

describe('tokens', () => {
  it('are none unless given', async () => {
    const tokens = createTokens(none);
    expect([await tokens.valid(), tokens.expired()]).toEqual([null, null]);
  });

  it('that have ended are not valid, but expired', async () => {
    const token = await ending(-60);
    const tokens = createTokens({ ...none, token });
    expect([await tokens.valid(), tokens.expired()]).toEqual([null, token]);
  });

  it('come from the command where the given one has ended', async () => {
    const token = await ending(60);
    const tokens = createTokens({ ...none, token: await ending(-60), tokenCommand: `echo ${token}` });
    expect(await tokens.valid()).toBe(token);
  });

  it('of no known form are taken as they are', async () => {
    expect(await createTokens({ ...none, token: 'opaque' }).valid()).toBe('opaque');
  });

  it.each(['exit 1', 'true', 'echo secret; exit 3'])('are not made by %j', async (tokenCommand) => {
    const failure = createTokens({ ...none, tokenCommand }).valid();
    await expect(failure).rejects.toThrow(UsageError);
    await expect(failure).rejects.not.toThrow('secret');
  });
});
