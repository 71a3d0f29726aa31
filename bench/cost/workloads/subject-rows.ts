import type { Issuer } from '../application/tokens.ts';
import { peopleOf } from '../application/tokens.ts';
import { closeAll, openMany } from '../load/open-many.ts';
import type { Link } from '../load/link.ts';
import { startSubject } from '../server/process.ts';
import type { ServerProcess } from '../server/process.ts';
import type { Subject } from '../subject.ts';
import type { Part, Row } from '../workload.ts';

export const AT_ONCE = 32;

/** A subject in its own process, and the people who come to it. */
export interface Station {
  readonly server: ServerProcess;
  /** New tokens, one for each of so many people. */
  mint(count: number): Promise<readonly string[]>;
  /** Connections, one for each token. */
  open(tokens: readonly string[], onLink?: (link: Link) => Promise<void> | void): Promise<readonly Link[]>;
  /** As `open`, with nobody waiting for anybody. */
  openAtOnce(tokens: readonly string[]): Promise<readonly Link[]>;
  /** Closes connections, and waits until the server has noticed. */
  close(links: readonly Link[]): Promise<void>;
  /** Milliseconds of server CPU during some work. */
  cpuDuring(work: () => Promise<void>): Promise<number>;
}

/** Starts a subject and lets the workload prepare it: connect who stays connected, and warm up. */
export async function startRow(
  subject: Subject,
  issuer: Issuer,
  prepare: (station: Station) => Promise<() => Promise<Part>>,
): Promise<Row> {
  const server = await startSubject(subject, issuer.keySet);
  const measure = await prepare(createStation(subject, server, issuer));
  return { server, measure, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function createStation(subject: Subject, server: ServerProcess, issuer: Issuer): Station {
  const { address } = server;
  return {
    server,
    mint: (count) =>
      Promise.all(peopleOf(count).map((person) => issuer.mint(person, subject.token ?? 'HS256'))),
    open: (tokens, onLink) => openMany({ subject, address, tokens, atOnce: AT_ONCE }, onLink),
    openAtOnce: (tokens) => openMany({ subject, address, tokens, atOnce: tokens.length }),
    async close(links) {
      closeAll(links);
      await server.call('idle');
    },
    async cpuDuring(work) {
      const before = await server.call('cpu');
      await work();
      return (await server.call('cpu')) - before;
    },
  };
}

/** The subject of a row. @throws when there is none */
export function subjectOf(subjects: readonly Subject[], row: string): Subject {
  const subject = subjects.find(({ name }) => name === row);
  if (subject === undefined) throw new Error(`There is no subject "${row}".`);
  return subject;
}

export const namesOf = (subjects: readonly Subject[]): readonly string[] => subjects.map(({ name }) => name);
