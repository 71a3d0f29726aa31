import type { RequestAccess } from '../../contract/index.ts';
import type { Rule } from './events.ts';

export function ruleOf(allow: RequestAccess | undefined): Rule {
  if (allow === undefined) return 'none';
  return typeof allow === 'string' ? allow : 'role';
}
