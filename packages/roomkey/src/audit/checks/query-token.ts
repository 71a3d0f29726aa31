import { receive } from '../observe.ts';
import type { Check, Outcome } from '../types.ts';
import { NO_TOKEN, OF_NOBODY, skipped } from './judge-tokens.ts';

export const queryToken: Check = {
  id: 'query-token',
  proves: 'A token in the URL identifies nobody',
  fix: 'Read socket.handshake.auth.token only: URLs end up in logs, histories and referrers.',
  async run(target): Promise<Outcome> {
    const token = await target.tokens.valid();
    if (token === null) return skipped(NO_TOKEN);
    const { standing, text } = await receive(target, { query: { token } });
    return { result: OF_NOBODY[standing], sent: 'the valid token in the query string only', got: text };
  },
};
