import { withTail } from '../forge.ts';
import type { Check } from '../types.ts';
import { judgeTokens, NO_TOKEN, skipped } from './judge-tokens.ts';

export const tokenTail: Check = {
  id: 'token-tail',
  proves: 'One token has one text',
  fix: 'Accept three base64url parts and nothing after them, and revoke by "sid" or "jti", never by the text.',
  async run(target) {
    const token = await target.tokens.valid();
    if (token === null) return skipped(NO_TOKEN);
    const scale = { refused: 'pass', anonymous: 'pass', unclear: 'weak', authenticated: 'weak' } as const;
    return judgeTokens(target, withTail(token), scale);
  },
};
