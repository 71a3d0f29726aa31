import type { SessionMessage } from '../protocol/index.ts';
import { CLOSED } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Knock, Refusal } from './connect.ts';
import type { Target } from './target.ts';
import type { EventToTry } from './types.ts';
import { quote } from './words.ts';

/** How one kind of visitor fared, at the door and with every event. */
export interface Observation {
  readonly refusal: Refusal | null;
  readonly session: SessionMessage | null;
  readonly answers: ReadonlyMap<string, Answer>;
}

export async function observe(target: Target, knock: Knock): Promise<Observation> {
  const visit = await target.connect(knock);
  if (!visit.accepted) return { refusal: visit, session: null, answers: new Map() };
  const answers = new Map<string, Answer>();
  for (const { name, payload } of target.events) answers.set(name, await visit.ask(name, payload));
  visit.close();
  return { refusal: null, session: visit.session, answers };
}

/** As whom a server took somebody; `unclear` where nothing that it does shows it. */
export type Standing = 'refused' | 'anonymous' | 'authenticated' | 'unclear';

export interface Reception {
  readonly standing: Standing;
  readonly text: string;
}

/** Finds out by what the server says of itself, and by events that it denies to the anonymous. */
export async function receive(target: Target, knock: Knock): Promise<Reception> {
  const before = await target.anonymous();
  const telling = await tellingEvents(target);
  const visit = await target.connect(knock);
  if (!visit.accepted) return { standing: 'refused', text: `refused: ${quote(visit.message)}` };
  try {
    if (visit.session !== null)
      return { standing: visit.session.state, text: `connected as ${visit.session.state}` };
    for (const { name, payload } of telling) {
      const answer = await visit.ask(name, payload);
      if (answer.kind === 'effect')
        return { standing: 'authenticated', text: `connected, and "${name}" worked` };
      if (answer === CLOSED) return { standing: 'refused', text: answer.text };
    }
  } finally {
    visit.close();
  }
  if (telling.length > 0 && (await target.genuine()) !== null)
    return { standing: 'anonymous', text: 'connected as anonymous' };
  return before.refusal === null
    ? { standing: 'unclear', text: 'connected, and nothing shows as whom' }
    : { standing: 'authenticated', text: 'connected, unlike somebody without a token' };
}

/** Events that only a user gets an answer to. */
export async function tellingEvents(target: Target): Promise<readonly EventToTry[]> {
  const [anonymous, genuine] = [await target.anonymous(), await target.genuine()];
  return target.events.filter(
    ({ name }) =>
      anonymous.answers.get(name)?.kind !== 'effect' &&
      (genuine === null || genuine.answers.get(name)?.kind === 'effect'),
  );
}
