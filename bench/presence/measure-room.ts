import { setTimeout as pause } from 'node:timers/promises';
import { startChild } from '../sessions/support/child.ts';
import type { Child } from '../sessions/support/child.ts';
import { mint, nowSec, sessionsOf } from '../sessions/support/tokens.ts';
import { openMember } from './member.ts';
import type { Member } from './member.ts';

export type Variant = 'with' | 'without';

export interface Cost {
  readonly cpuMs: number;
  /** Of presence, to one member. */
  readonly bytes: number;
  readonly frames: number;
}

/** What a room costs the server, in all. */
export interface RoomCosts {
  /** Everybody joins at once, and is told of the others. */
  readonly storm: Cost;
  /** Then, for so many seconds, ten members a second leave and join again, each away for half a second. */
  readonly churn: Cost;
}

export const CHURN_SECONDS = 4;

/** More than the interval of presence: all that is to be told has been. */
const TOLD_MS = 700;
const AT_ONCE = 50;

export async function measureRoom(variant: Variant, size: number): Promise<RoomCosts> {
  await using server = startChild('../presence/server.ts', [variant]);
  const { port } = (await server.next()) as { port: number };
  const members = await openMembers(port, size);
  const measure = createMeasure(server, members);
  const storm = await measure(() => Promise.all(members.map((member) => member.ask('join-post'))));
  const churn = await measure(() => churnAmong(members));
  for (const member of members) member.close();
  return { storm, churn };
}

async function openMembers(port: number, size: number): Promise<readonly Member[]> {
  const members: Member[] = [];
  const sessions = sessionsOf(size);
  for (let start = 0; start < size; start += AT_ONCE) {
    const some = sessions.slice(start, start + AT_ONCE);
    const open = some.map(async (session) => openMember(port, await mint(session, nowSec() + 3_600)));
    members.push(...(await Promise.all(open)));
  }
  return members;
}

function createMeasure(server: Child, members: readonly Member[]) {
  const cpu = async (): Promise<number> => {
    const answer = server.next();
    server.send({});
    return ((await answer) as { cpu: number }).cpu;
  };
  const heard = (what: 'bytes' | 'frames'): number =>
    members.reduce((sum, { presence }) => sum + presence[what], 0) / members.length;

  return async (work: () => Promise<unknown>): Promise<Cost> => {
    const before = { cpu: await cpu(), bytes: heard('bytes'), frames: heard('frames') };
    await work();
    await pause(TOLD_MS);
    return {
      cpuMs: (await cpu()) - before.cpu,
      bytes: heard('bytes') - before.bytes,
      frames: heard('frames') - before.frames,
    };
  };
}

async function churnAmong(members: readonly Member[]): Promise<void> {
  const away = async (member: Member | undefined): Promise<void> => {
    await member?.ask('leave-post');
    await pause(500);
    await member?.ask('join-post');
  };
  const under: Promise<void>[] = [];
  for (let turn = 0; turn < CHURN_SECONDS * 10; turn += 1) {
    // From the oldest on, who are those that are named.
    under.push(away(members[turn % members.length]));
    await pause(100);
  }
  await Promise.all(under);
}
