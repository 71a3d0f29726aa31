import type { Answer } from '../answer.ts';
import type { Check, Result } from '../types.ts';
import { list } from '../words.ts';
import { NO_EVENTS, skipped, worst } from './judge-tokens.ts';

export const unauthenticatedEvents: Check = {
  id: 'unauthenticated-events',
  proves: 'Events that need a login do nothing without one',
  fix: 'Check the identity of the connection first in every handler, and answer with a denial.',
  async run(target) {
    const events = target.events.filter(({ isPublic }) => !isPublic);
    if (events.length === 0) return skipped(NO_EVENTS);
    const { refusal, answers } = await target.anonymous();
    const sent = `without a token: ${events.map(({ name }) => name).join(', ')}`;
    if (refusal !== null) return { result: 'pass', sent, got: 'refused at the handshake already' };
    const genuine = await target.genuine();
    const results = events.map(({ name }) => judge(answers.get(name), genuine?.answers.get(name)));
    const got = list(events.map(({ name }) => `${name}: ${answers.get(name)?.text}`));
    return { result: worst(results), sent, got };
  },
};

/** Silence is a denial only where a user gets an answer. */
function judge(anonymous: Answer | undefined, genuine: Answer | undefined): Result {
  if (anonymous?.kind === 'effect') return 'fail';
  return anonymous?.kind === 'silence' && genuine?.kind !== 'effect' ? 'weak' : 'pass';
}
