import type { Connection } from '../connection.ts';
import type { Target } from '../target.ts';
import type { Check, EventToTry, Outcome } from '../types.ts';
import { isRecord, list } from '../words.ts';
import { FORGED_NAME, identityFields } from './forged-identity.ts';
import { NO_EVENTS, NO_TOKEN, skipped } from './judge-tokens.ts';

export const forgedAuthor: Check = {
  id: 'forged-author',
  proves: 'Names and ids of users in a payload reach nobody',
  fix: 'Take names and ids of the sender from socket.data, never from the payload; refuse unknown keys.',
  async run(target): Promise<Outcome> {
    const events = target.events.filter(({ payload }) => isRecord(payload));
    if (events.length === 0) return skipped(NO_EVENTS);
    if (!(await hasVoice(target))) return skipped(NO_TOKEN);
    const [sender, witness] = [await join(target), await join(target)];
    try {
      if (sender === null || witness === null)
        return skipped('the handshake was refused; give a valid token');
      const echoed = await sendForged({ sender, witness, events });
      const sent = `a forged user in the payload of ${events.map(({ name }) => name).join(', ')}`;
      if (echoed.length > 0)
        return { result: 'fail', sent, got: `the forged name came back: ${list(echoed)}` };
      return {
        result: 'pass',
        sent,
        got: 'the forged name did not come back, nor did it reach another connection',
      };
    } finally {
      sender?.close();
      witness?.close();
    }
  },
};

/** What is denied is heard by nobody, forged or not. */
async function hasVoice(target: Target): Promise<boolean> {
  if ((await target.tokens.valid()) !== null) return true;
  const { answers } = await target.anonymous();
  return [...answers.values()].some(({ kind }) => kind === 'effect');
}

/** Where the events would be heard: in the rooms that the plain events lead to. */
async function join(target: Target): Promise<Connection | null> {
  const visit = await target.enter();
  if (!visit.accepted) return null;
  for (const { name, payload } of target.events) await visit.ask(name, payload);
  return visit;
}

interface Scene {
  readonly sender: Connection;
  readonly witness: Connection;
  readonly events: readonly EventToTry[];
}

async function sendForged({ sender, witness, events }: Scene): Promise<readonly string[]> {
  const echoed: string[] = [];
  for (const { name, payload } of events) {
    const before = { sender: sender.heard.length, witness: witness.heard.length };
    await sender.ask(name, { ...(isRecord(payload) ? payload : {}), ...identityFields(FORGED_NAME) });
    if (witness.heard.slice(before.witness).some(isForged)) echoed.push(`${name}, to others`);
    else if (sender.heard.slice(before.sender).some(isForged)) echoed.push(`${name}, to its sender`);
  }
  return echoed;
}

const isForged = (text: string): boolean => text.includes(FORGED_NAME);
