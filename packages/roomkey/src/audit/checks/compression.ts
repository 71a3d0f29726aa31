import type { Check, Outcome } from '../types.ts';

export const compression: Check = {
  id: 'compression',
  proves: 'Messages are not compressed one by one',
  fix: 'Leave "perMessageDeflate" off: it costs memory for every connection, and small input inflates to much.',
  async run(target): Promise<Outcome> {
    const headers = { 'sec-websocket-extensions': 'permessage-deflate; client_max_window_bits' };
    const answer = await target.http({ transport: 'websocket', headers });
    const accepted = answer.headers['sec-websocket-extensions'] ?? '';
    return {
      result: accepted.includes('permessage-deflate') ? 'weak' : 'pass',
      sent: 'an upgrade that offers permessage-deflate',
      got: accepted.includes('permessage-deflate') ? 'accepted' : 'not accepted',
    };
  },
};
