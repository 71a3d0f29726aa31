import type { Refusal } from '../connect.ts';
import { resigned, tampered, unsigned } from '../forge.ts';
import type { Forgery } from '../forge.ts';
import type { Target } from '../target.ts';
import type { Check, Outcome } from '../types.ts';
import { list, quote } from '../words.ts';

/** Frames of a stack, paths of source files and words of a database. */
const INSIDE = /\bat .+:\d+:\d+|node_modules|\/[\w.-]+\.[cm]?[jt]s\b|select .+ from |mongo|sequelize|prisma/i;

export const refusals: Check = {
  id: 'refusals',
  proves: 'Refusals look alike and tell nothing of the inside',
  fix: 'Answer every bad token with one message and one code; log the reason on the server.',
  async run(target): Promise<Outcome> {
    const forgeries = await oneOfEach(target);
    const sent = list(forgeries.map(({ what }) => what));
    const refused: Refusal[] = [];
    for (const { token } of forgeries) {
      const visit = await target.connect({ auth: { token } });
      if (visit.accepted) visit.close();
      else refused.push(visit);
    }
    return { sent, ...judge(refused) };
  },
};

async function oneOfEach({ tokens }: Target): Promise<readonly Forgery[]> {
  const token = await tokens.valid();
  return [
    { what: 'a word', token: 'roomkey-audit' },
    ...unsigned(token).slice(0, 1),
    ...(await resigned(token)),
    ...(token === null ? [] : tampered(token).slice(0, 1)),
  ];
}

function judge(refused: readonly Refusal[]): Omit<Outcome, 'sent'> {
  if (refused.length === 0) return { result: 'skipped', got: 'none was refused' };
  const texts = new Set(refused.map(({ message, data }) => JSON.stringify([message, data])));
  const got = list([...new Set(refused.map(({ message }) => quote(message)))]);
  if ([...texts].some((text) => INSIDE.test(text)))
    return { result: 'fail', got: `a stack, path or query in ${got}` };
  return texts.size === 1
    ? { result: 'pass', got: `the same each time: ${got}` }
    : { result: 'weak', got: `refusals that differ: ${got}` };
}
