import type { Check } from '../types.ts';
import { judgeTokens, OF_NOBODY, skipped } from './judge-tokens.ts';

export const expiredToken: Check = {
  id: 'expired-token',
  proves: 'A token whose time is over signs nobody in',
  fix: 'Let the verifier check "exp", require the claim, and refuse or downgrade what has ended.',
  async run(target) {
    const token = target.tokens.expired();
    if (token === null) return skipped('needs a token that has ended: --expired-token');
    return judgeTokens(target, [{ what: 'an expired token', token }], OF_NOBODY);
  },
};
