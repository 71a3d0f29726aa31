import type { Observation } from '../observe.ts';
import type { Check, Outcome } from '../types.ts';
import { quote } from '../words.ts';

export const anonymousHandshake: Check = {
  id: 'anonymous-handshake',
  proves: 'A connection without a token is refused, or knows that it is anonymous',
  fix: 'Refuse it, or tell it that it is anonymous and deny by default: every event asks who is there.',
  async run(target) {
    return { sent: 'a handshake without a token', ...judge(await target.anonymous()) };
  },
};

function judge({ refusal, session, answers }: Observation): Omit<Outcome, 'sent'> {
  if (refusal !== null) return { result: 'pass', got: `refused: ${quote(refusal.message)}` };
  if (session?.state === 'authenticated') return { result: 'fail', got: 'connected as a user' };
  if (session !== null) return { result: 'pass', got: 'connected, and told that it is anonymous' };
  const denied = [...answers.values()].some(({ kind }) => kind === 'denied');
  return denied
    ? { result: 'pass', got: 'connected, and denied at least one event' }
    : { result: 'weak', got: 'connected; nothing shows as whom' };
}
