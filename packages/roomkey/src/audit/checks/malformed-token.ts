import type { Check } from '../types.ts';
import { judgeTokens } from './judge-tokens.ts';

export const malformedToken: Check = {
  id: 'malformed-token',
  proves: 'A text that is no token is refused',
  fix: 'Refuse what cannot be verified with next(error); anonymous is for those who bring no token.',
  run: (target) =>
    judgeTokens(target, [
      { what: 'a word', token: 'roomkey-audit' },
      { what: 'three parts that are no JSON', token: 'roomkey.audit.token' },
    ]),
};
