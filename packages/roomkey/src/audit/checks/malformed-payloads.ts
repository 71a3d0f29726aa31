import { Unreachable } from '../failures.ts';
import type { Knock } from '../connect.ts';
import type { Target } from '../target.ts';
import type { Check, Outcome } from '../types.ts';
import { delay, list } from '../words.ts';
import { NO_EVENTS, skipped } from './judge-tokens.ts';

const KINDS: readonly { readonly what: string; readonly args: (payload: unknown) => readonly unknown[] }[] = [
  { what: 'no payload', args: () => [] },
  { what: 'null', args: () => [null] },
  { what: 'a number', args: () => [42] },
  { what: 'a text', args: () => ['text'] },
  { what: 'an array', args: () => [[]] },
  { what: 'an empty object', args: () => [{}] },
  { what: 'an acknowledgement that is no function', args: (payload) => [payload, 'no function'] },
];

export const malformedPayloads: Check = {
  id: 'malformed-payloads',
  proves: 'No payload ends the process',
  fix: 'Parse payloads before taking them apart, and catch what handlers throw or reject with: one packet must not end the process.',
  disturbs: true,
  async run(target): Promise<Outcome> {
    if (target.events.length === 0) return skipped(NO_EVENTS);
    const token = await target.tokens.valid();
    const knocks: readonly Knock[] = token === null ? [{}] : [{}, { auth: { token } }];
    const names = target.events.map(({ name }) => name).join(', ');
    let heardOut = false;
    for (const { what, args } of KINDS) {
      for (const knock of knocks) {
        const fate = await send(target, knock, args);
        if (fate === 'went down') {
          const who = knock.auth === undefined ? 'without a token' : 'with a valid token';
          return { result: 'fail', sent: `${what}, to ${names}`, got: `the server went down, ${who}` };
        }
        heardOut ||= fate === 'goes on';
      }
    }
    if (!heardOut) return skipped('the handshake was refused; give a valid token');
    const sent = `${list(KINDS.map(({ what }) => what))}, to ${names}`;
    return { result: 'pass', sent, got: 'the server kept answering' };
  },
};

/** Seen on a connection that sends nothing: it survives a misbehaving neighbour, but not the process. */
async function send(
  target: Target,
  knock: Knock,
  args: (payload: unknown) => readonly unknown[],
): Promise<'refused' | 'goes on' | 'went down'> {
  const bystander = await target.transport();
  try {
    const visit = await target.connect(knock);
    if (!visit.accepted) return 'refused';
    for (const { name, payload } of target.events) {
      visit.tell(name, ...args(payload));
      await delay(target.limits.paceMs);
    }
    await delay(target.limits.settleMs);
    visit.close();
    return (await target.alive()) && bystander.open ? 'goes on' : 'went down';
  } catch (error) {
    if (error instanceof Unreachable) return 'went down';
    throw error;
  } finally {
    bystander.close();
  }
}
