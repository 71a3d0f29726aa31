import type { Check, Outcome } from '../types.ts';
import { list } from '../words.ts';

const NAMES = ['roomkey-audit', '__proto__', 'constructor', 'toString', ''];

export const unknownEvents: Check = {
  id: 'unknown-events',
  proves: 'Events that nobody declared do nothing',
  fix: 'Keep handlers in a Map, and answer unknown names with a denial.',
  disturbs: true,
  async run(target): Promise<Outcome> {
    const visit = await target.enter();
    const sent = `events called ${NAMES.map((name) => `"${name}"`).join(', ')}`;
    if (!visit.accepted) return { result: 'skipped', sent, got: 'the handshake was refused' };
    const taken: string[] = [];
    for (const name of NAMES) {
      const { kind, text } = await visit.ask(name, {});
      if (kind === 'effect') taken.push(`"${name}": ${text}`);
    }
    visit.close();
    return taken.length === 0
      ? { result: 'pass', sent, got: 'none of them had an effect' }
      : { result: 'fail', sent, got: list(taken) };
  },
};
