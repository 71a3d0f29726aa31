import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentifier } from '../../../src/server/identity/identify.ts';
import { createRevocations } from '../../../src/server/identity/revocations.ts';
import { createUserLoader } from '../../../src/server/identity/user-loader.ts';
import { isRoomkeyError } from '../../../src/server/index.ts';
import type { Verifier } from '../../../src/server/index.ts';
import { createFakeClock } from '../../../src/testing/index.ts';
import { createKeyServer } from '../../fixtures/key-server.ts';
import type { KeyServer } from '../../fixtures/key-server.ts';
import { NOW, VERIFIER_KINDS, createIssuer } from './issuers.ts';
import { createKeyRing } from './key-ring.ts';
import { issue, issueLive } from './mutation.ts';
import type { Attacker } from './mutation.ts';
import { MUTATIONS, mutationsOf } from './mutations/index.ts';
import { createRandom } from './random.ts';

/** Constructions follow from it; keys are new in every run. */
const SEED = 'roomkey';
const ROUNDS = 34;

/** The one way from a token to a user, and whatever happens on it besides the answer. */
function openDoor(verify: Verifier) {
  const clock = createFakeClock(NOW);
  const surprises: unknown[] = [];
  const report = (error: unknown): number => surprises.push(error);
  const lookups: string[] = [];
  const loadUser = ({ userId }: { readonly userId: string }) => {
    lookups.push(userId);
    return { id: userId, name: userId, role: 'user' };
  };
  const loader = createUserLoader({ loadUser, clock, timeoutMs: 1000, report });
  const revocations = createRevocations(clock, 60_000);
  const identifier = createIdentifier({ verify, loader, revocations, clock, timeoutMs: 1000, report });
  const knock = async (token: unknown): Promise<unknown> => {
    try {
      return (await identifier.authenticate(token)).user.id;
    } catch (error) {
      return isRoomkeyError(error) ? error.code : error;
    }
  };
  return { knock, lookups, surprises };
}

let trap: KeyServer;
let attacker: Attacker;

beforeAll(async () => {
  trap = await createKeyServer([]);
  attacker = { keys: createKeyRing(), url: trap.url };
});

afterAll(() => trap[Symbol.asyncDispose]());

describe.each(VERIFIER_KINDS)('$name', (kind) => {
  const issuer = createIssuer(kind);

  it.each(mutationsOf(kind))('refuses $name', async ({ name, forge, control }) => {
    const { knock, lookups, surprises } = openDoor(issuer.verify);
    const random = createRandom(`${SEED} ${kind.name} ${name}`);
    const forgeries = Array.from({ length: ROUNDS }, () => forge(issue(issuer, attacker, random)));
    const knocks = forgeries.map(async (forgery) => ({ forgery, outcome: await knock(forgery) }));
    const wrong = (await Promise.all(knocks)).filter(({ outcome }) => outcome !== 'token_invalid');
    expect(wrong).toEqual([]);
    expect(surprises).toEqual([]);
    expect(lookups).toEqual([]);
    expect(trap.requests).toBe(0);

    const genuine = issueLive(issuer, attacker, random);
    const userId = await knock(control === undefined ? genuine.token : control(genuine));
    expect(userId).toBe(genuine.claims['sub']);
  });
});

describe('the forgeries', () => {
  it('are many, of many kinds', () => {
    const classes = VERIFIER_KINDS.flatMap((kind) => mutationsOf(kind));
    expect(MUTATIONS.length).toBeGreaterThanOrEqual(100);
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
    expect(classes.length * ROUNDS).toBeGreaterThanOrEqual(20_000);
  });
});
