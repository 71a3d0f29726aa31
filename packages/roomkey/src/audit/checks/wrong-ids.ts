import type { Connection } from '../connection.ts';
import type { Check, EventToTry, Outcome, Result } from '../types.ts';
import { isRecord, list } from '../words.ts';
import { NO_EVENTS, NO_TOKEN, skipped, worst } from './judge-tokens.ts';

/** An operator or a list may match what its sender cannot name; the others are merely not checked. */
const INSTEAD: readonly { readonly what: string; readonly value: unknown; readonly result: Result }[] = [
  { what: 'an operator', value: { $gt: '' }, result: 'fail' },
  { what: 'a list', value: ['1', '2'], result: 'fail' },
  { what: 'true', value: true, result: 'weak' },
  { what: 'null', value: null, result: 'weak' },
];
const MAX_TRIES = 40;

export const wrongIds: Check = {
  id: 'wrong-ids',
  proves: 'Operators and other types in the place of an id are refused',
  fix: 'Parse every payload with a schema before use; an id is a string of a known form, nothing else.',
  disturbs: true,
  async run(target): Promise<Outcome> {
    const genuine = await target.genuine();
    if (genuine !== null && (await target.tokens.valid()) === null) return skipped(NO_TOKEN);
    const before = genuine ?? (await target.anonymous());
    const working = target.events.filter(({ name }) => before.answers.get(name)?.kind === 'effect');
    const tries = working.flatMap(variants).slice(0, MAX_TRIES);
    if (tries.length === 0) return skipped(`no event with a text in its payload had an effect; ${NO_EVENTS}`);
    const visit = await target.enter();
    if (!visit.accepted) return skipped('the handshake was refused');
    const taken = await send(visit, tries);
    visit.close();
    const sent = `${list(INSTEAD.map(({ what }) => what))}, for each text of ${working.map(({ name }) => name).join(', ')}`;
    if (taken.length === 0) return { result: 'pass', sent, got: 'none of them had an effect' };
    const got = `taken: ${list(taken.map(({ what }) => what))}`;
    return { result: worst(taken.map(({ result }) => result)), sent, got };
  },
};

interface Try {
  readonly name: string;
  readonly payload: unknown;
  readonly what: string;
  readonly result: Result;
}

function variants({ name, payload }: EventToTry): readonly Try[] {
  if (!isRecord(payload)) return [];
  const fields = Object.keys(payload).filter((field) => typeof payload[field] === 'string');
  return fields.flatMap((field) =>
    INSTEAD.map(({ what, value, result }) => ({
      name,
      payload: { ...payload, [field]: value },
      what: `${what} as ${field} of ${name}`,
      result,
    })),
  );
}

async function send(visit: Connection, tries: readonly Try[]): Promise<readonly Try[]> {
  const taken: Try[] = [];
  for (const each of tries) {
    if (!visit.open) break;
    const { kind } = await visit.ask(each.name, each.payload);
    if (kind === 'effect') taken.push(each);
  }
  return taken;
}
