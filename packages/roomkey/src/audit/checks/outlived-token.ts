import { tellingEvents } from '../observe.ts';
import type { Connection } from '../connection.ts';
import type { Target } from '../target.ts';
import { claimsOf, msLeft } from '../tokens.ts';
import type { Check, Outcome } from '../types.ts';
import { delay } from '../words.ts';
import { NO_EVENTS, NO_TOKEN, skipped } from './judge-tokens.ts';

const LONGEST_WAIT_MS = 60_000;
const GRACE_MS = 1_500;

export const outlivedToken: Check = {
  id: 'outlived-token',
  proves: 'An open connection loses its rights when its token ends',
  fix: 'Compare the expiry with the time at every event, and close or downgrade the connection when it comes.',
  async run(target): Promise<Outcome> {
    const token = await target.tokens.valid();
    if (token === null) return skipped(NO_TOKEN);
    if (claimsOf(token) === null) return skipped('the token is no JWT');
    const left = msLeft(token);
    if (left === Infinity) return { result: 'weak', sent: 'nothing', got: 'the valid token never expires' };
    if (left > LONGEST_WAIT_MS)
      return skipped('the valid token lasts longer than a minute; give a --token-command for short ones');
    const visit = await target.connect({ auth: { token } });
    if (!visit.accepted) return skipped('the valid token was refused');
    await delay(msLeft(token) + GRACE_MS);
    const outcome = await judge(target, visit);
    visit.close();
    return { sent: 'events on a connection that was opened with a token that has ended since', ...outcome };
  },
};

async function judge(target: Target, visit: Connection): Promise<Omit<Outcome, 'sent'>> {
  if (!visit.open) return { result: 'pass', got: 'the connection had been closed' };
  const telling = await tellingEvents(target);
  for (const { name, payload } of telling) {
    const { kind } = await visit.ask(name, payload);
    if (kind === 'effect') return { result: 'fail', got: `"${name}" still worked` };
  }
  if (visit.session?.state === 'anonymous') return { result: 'pass', got: 'told that it is anonymous now' };
  if (telling.length === 0) return { result: 'weak', got: `still open; ${NO_EVENTS}` };
  return { result: 'pass', got: 'the events were denied' };
}
