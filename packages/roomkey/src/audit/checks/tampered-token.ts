import { tampered } from '../forge.ts';
import type { Check } from '../types.ts';
import { judgeTokens, NO_TOKEN, skipped } from './judge-tokens.ts';

export const tamperedToken: Check = {
  id: 'tampered-token',
  proves: 'A genuine token whose claims were changed is refused',
  fix: 'Verify the signature over the whole token before reading any claim.',
  async run(target) {
    const token = await target.tokens.valid();
    if (token === null) return skipped(NO_TOKEN);
    const forgeries = tampered(token);
    return forgeries.length === 0 ? skipped('the token is no JWT') : judgeTokens(target, forgeries);
  },
};
