import { expect, it } from 'vitest';
import { publicKey } from '../../src/server/index.ts';
import { createTokenMint } from '../../src/testing/index.ts';
import { createSigningKey, profile } from '../fixtures/key-server.ts';
import { withTailBits } from '../security/tokens/compact.ts';

it('a signature has one text, though decoders read the same bytes from others', async () => {
  const mint = createTokenMint();
  const key = await createSigningKey('k1');
  const candidates = [
    { verify: mint.verify, token: await mint.mint({ userId: 'ada' }) },
    { verify: publicKey(key.publicJwk, profile), token: await key.sign() },
  ];
  for (const { verify, token } of candidates) {
    await expect(verify(token, Date.now())).resolves.toMatchObject({ userId: 'ada' });
    await expect(verify(withTailBits(token), Date.now())).rejects.toMatchObject({ code: 'token_invalid' });
  }
});
