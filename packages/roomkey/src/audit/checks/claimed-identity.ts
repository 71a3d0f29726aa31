import { receive, tellingEvents } from '../observe.ts';
import type { Target } from '../target.ts';
import { claimsOf } from '../tokens.ts';
import type { Check, Outcome } from '../types.ts';
import { isRecord } from '../words.ts';
import { FORGED_NAME, identityFields } from './forged-identity.ts';
import { OF_NOBODY } from './judge-tokens.ts';

export const claimedIdentity: Check = {
  id: 'claimed-identity',
  proves: 'Who a client says it is, beside its token, does not count',
  fix: 'Take the user from the verified token and your database; read no other field, query or header.',
  async run(target): Promise<Outcome> {
    const fields = identityFields(await knownUser(target));
    const query = { userId: fields.userId, user: fields.userId };
    const headers = { 'x-user-id': fields.userId };
    const { standing, text } = await receive(target, { auth: fields, query, headers });
    const sent =
      'a user in the auth object, the query, a header and the payloads, without a token and beside one';
    if (await changedByClaim(target)) return { result: 'fail', sent, got: 'beside a token, the claim won' };
    const believed = await believedPayload(target, fields);
    if (believed !== null) return { result: 'fail', sent, got: `without a token, "${believed}" worked` };
    return { result: OF_NOBODY[standing], sent, got: text };
  },
};

/** To claim somebody who exists is the better test. */
async function knownUser(target: Target): Promise<string> {
  const token = await target.tokens.valid();
  return (await target.genuine())?.session?.user?.id ?? (token && claimsOf(token)?.sub) ?? FORGED_NAME;
}

/** The first event that is denied to the anonymous, unless its payload names a user. */
async function believedPayload(target: Target, fields: object): Promise<string | null> {
  const visit = await target.connect();
  if (!visit.accepted) return null;
  try {
    for (const { name, payload } of await tellingEvents(target)) {
      const { kind } = await visit.ask(name, isRecord(payload) ? { ...payload, ...fields } : fields);
      if (kind === 'effect') return name;
    }
    return null;
  } finally {
    visit.close();
  }
}

async function changedByClaim(target: Target): Promise<boolean> {
  const [token, before] = [await target.tokens.valid(), (await target.genuine())?.session?.user];
  if (token === null || before === null || before === undefined) return false;
  const visit = await target.connect({ auth: { ...identityFields(FORGED_NAME), token } });
  if (!visit.accepted) return false;
  const after = visit.session?.user;
  visit.close();
  if (after === null || after === undefined) return false;
  return after.id !== before.id || after.name !== before.name || after.role !== before.role;
}
