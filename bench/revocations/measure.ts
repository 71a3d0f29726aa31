import { setTimeout as passed } from 'node:timers/promises';
import { monotonicMs } from '../sessions/support/measure.ts';
import { openClient } from './load/client.ts';
import type { Person } from './load/crowd.ts';
import type { Done } from './server/remote.ts';
import type { Stage } from './stage.ts';

/** What was asked of the first server for one session, and what came of it. */
export interface Outcome {
  readonly person: Person;
  readonly done: Done;
  /** Milliseconds until each of its clients had heard; infinite where one never did. */
  readonly latencies: readonly number[];
}

const LOOK_MS = 20;

/**
 * Asks the first server for one after the other at a steady rate, without waiting for answers; then waits until all
 * clients have heard, at most so long.
 */
export async function carryOutAll(
  { servers: [first] }: Stage,
  people: readonly Person[],
  { everyMs, patienceMs }: { readonly everyMs: number; readonly patienceMs: number },
): Promise<readonly Outcome[]> {
  if (first === undefined) throw new Error('There are no servers');
  const asked: Promise<{ person: Person; done: Done }>[] = [];
  const startedAt = monotonicMs();
  for (const [index, person] of people.entries()) {
    await passed(Math.max(0, startedAt + index * everyMs - monotonicMs()));
    const { operation, session } = person;
    asked.push(first.call('carryOut', operation, session).then((done) => ({ person, done })));
  }
  const done = await Promise.all(asked);
  const deadline = monotonicMs() + patienceMs;
  while (monotonicMs() < deadline && !people.every(hasHeard)) await passed(LOOK_MS);
  return done.map((each) => ({ ...each, latencies: latenciesOf(each.person, each.done) }));
}

/** A revoked client must be closed, one that lost its rights stays. */
const endOf = ({ operation }: Person, { heard }: Person['clients'][number]): number | null =>
  operation === 'revoke' ? heard.told && heard.closed : heard.told;

const hasHeard = (person: Person): boolean =>
  person.clients.every((client) => endOf(person, client) !== null);

// The sweep may come between the database and the call.
const latenciesOf = (person: Person, { startedAt }: Done): readonly number[] =>
  person.clients.map((client) => Math.max(0, (endOf(person, client) ?? Infinity) - startedAt));

/** Tries each server again with what was revoked. Resolves to the code of each refusal, or `null` for one that got in. */
export async function tryAgain(
  { servers }: Stage,
  people: readonly Person[],
): Promise<readonly (string | null)[]> {
  const attempts = people
    .filter(({ operation }) => operation === 'revoke')
    .flatMap(({ token }) => servers.map(({ port }) => attempt(port, token)));
  return Promise.all(attempts);
}

async function attempt(port: number, token: string): Promise<string | null> {
  try {
    (await openClient(port, token)).close();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
