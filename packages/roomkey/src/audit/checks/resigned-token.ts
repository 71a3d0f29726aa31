import { resigned } from '../forge.ts';
import type { Check } from '../types.ts';
import { judgeTokens } from './judge-tokens.ts';

export const resignedToken: Check = {
  id: 'resigned-token',
  proves: 'A token that was signed with another key is refused',
  fix: 'Verify the signature with your key before reading any claim; decoding is not verifying.',
  run: async (target) => judgeTokens(target, await resigned(await target.tokens.valid())),
};
