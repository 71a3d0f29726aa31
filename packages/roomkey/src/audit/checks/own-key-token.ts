import { withOwnKey } from '../forge.ts';
import type { Check } from '../types.ts';
import { judgeTokens } from './judge-tokens.ts';

export const ownKeyToken: Check = {
  id: 'own-key-token',
  proves: 'A token cannot choose its algorithm or bring its key',
  fix: 'Take keys from your configuration only, one algorithm a key; ignore "jwk", "jku" and "x5u" of a token.',
  run: async (target) => judgeTokens(target, await withOwnKey(await target.tokens.valid())),
};
