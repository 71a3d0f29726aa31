import { unsigned } from '../forge.ts';
import type { Check } from '../types.ts';
import { judgeTokens } from './judge-tokens.ts';

export const unsignedToken: Check = {
  id: 'unsigned-token',
  proves: 'A token without a signature is refused',
  fix: 'Verify, never decode, and name the accepted algorithms: jwtVerify(token, key, { algorithms: [...] }).',
  run: async (target) => judgeTokens(target, unsigned(await target.tokens.valid())),
};
