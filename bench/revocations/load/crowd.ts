import { mint, nowSec } from '../../sessions/support/tokens.ts';
import type { Session } from '../../sessions/support/tokens.ts';
import type { Operation } from '../setup.ts';
import type { Stage } from '../stage.ts';
import { openClient } from './client.ts';
import type { Client } from './client.ts';

/** A session with a connection on each server, and what is to happen to it. */
export interface Person {
  readonly session: Session;
  readonly operation: Operation;
  readonly token: string;
  /** One for each server, in their order: the first is where it happens. */
  readonly clients: readonly Client[];
}

export interface CrowdOptions {
  /** Names of sessions begin with it. */
  readonly name: string;
  readonly count: number;
  readonly operation: Operation;
}

const AT_ONCE = 20;

export async function openCrowd(stage: Stage, options: CrowdOptions): Promise<readonly Person[]> {
  const { name, count, operation } = options;
  const sessions = Array.from({ length: count }, (_, index) => {
    const id = `${name}-${operation}-${index}`;
    return { userId: `user-${id}`, sessionId: `session-${id}` };
  });
  await stage.store.add(sessions);
  const people: Person[] = [];
  for (let start = 0; start < count; start += AT_ONCE) {
    const some = sessions.slice(start, start + AT_ONCE).map((session) => open(stage, session, operation));
    people.push(...(await Promise.all(some)));
  }
  return people;
}

async function open({ servers }: Stage, session: Session, operation: Operation): Promise<Person> {
  const token = await mint(session, nowSec() + 3_600);
  const clients = await Promise.all(servers.map(({ port }) => openClient(port, token)));
  return { session, operation, token, clients };
}

export function closeCrowd(people: readonly Person[]): void {
  for (const { clients } of people) for (const client of clients) client.close();
}
