import { setTimeout as passed } from 'node:timers/promises';
import { auditAnswers } from './audit/answers.ts';
import { auditPages } from './audit/pages.ts';
import { auditSessions } from './audit/sessions.ts';
import { readPosts } from './audit/stored.ts';
import { auditWrites } from './audit/writes.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Fault } from './faults.ts';
import { releaseCanary } from './load/canary.ts';
import type { Canary } from './load/canary.ts';
import type { Crowd } from './load/crowd.ts';
import type { Town } from './load/people.ts';
import type { RunResult } from './report/result.ts';

const CALM_MS = 2_000;
/** Writes go on for so long when all is well again: they show how soon. */
const HEALED_MS = 4_000;
const FINISH_MS = 10_000;
const GET_IN_MS = 30_000;
const CONVERGE_MS = 10_000;
const CANARIES = 3;
const ANNOUNCED_MS = 1_000;
/** A round of the sweep, and the look-up. */
const SWEPT_MS = 6_000;

export interface Stage {
  readonly cluster: Cluster;
  readonly town: Town;
  readonly crowd: Crowd;
  readonly posts: number;
  readonly random: () => number;
}

/** Strikes once while everybody writes, waits until it is over, and compares what was said with what is there. */
export async function runOnce(stage: Stage, fault: Fault): Promise<RunResult> {
  const { cluster, town, crowd, random } = stage;
  const canaries = await prepare(stage);
  const stop = crowd.write();
  await passed(CALM_MS);
  const startedAt = performance.now();
  const revoking = canaries.map((canary, index) => revokeLater(canary, 500 + index * 1_000 + random() * 500));
  const node = cluster.nodes[Math.floor(random() * cluster.nodes.length)];
  if (node === undefined) throw new Error('Nothing to strike');
  await fault.strike(cluster, node);
  const healedAt = performance.now();
  await passed(HEALED_MS);
  stop();
  await Promise.all(crowd.writers.map((writer) => writer.finish(performance.now() + FINISH_MS)));
  await Promise.race([Promise.all(revoking), passed(FINISH_MS)]);
  const operations = crowd.writers.flatMap((writer) => writer.operations);
  const posts = await readPosts(town.query, postIdsOf(crowd));
  const pages = await auditPages(crowd.pages, posts, CONVERGE_MS);
  await passed(fault.revocations === 'swept' ? SWEPT_MS - HEALED_MS : 0);
  const sessions = canaries.map((canary) => canary.close());
  const bound =
    fault.revocations === 'swept'
      ? { withinMs: SWEPT_MS, notBefore: healedAt }
      : { withinMs: ANNOUNCED_MS, notBefore: 0 };
  return {
    fault: fault.name,
    node: node.name,
    faultMs: healedAt - startedAt,
    ...auditWrites(operations, posts),
    ...auditAnswers(operations, healedAt),
    mayHang: fault.silencesServers,
    ...pages,
    ...auditSessions(sessions, bound),
    recoveriesMs: crowd.pages.flatMap((page) => page.takeRecoveries()),
    crashed: cluster.nodes.flatMap(({ name, takeCrashes }) => takeCrashes().map((said) => `${name} ${said}`)),
  };
}

async function prepare({ cluster, town, crowd, posts }: Stage): Promise<readonly Canary[]> {
  const devices = await town.addPeople(CANARIES, 2);
  const [author] = devices;
  if (author === undefined) throw new Error('Nobody to write posts');
  const postIds = await town.addPosts(posts, author);
  await crowd.turnTo(postIds, GET_IN_MS);
  return Promise.all(
    devices.map((person, index) =>
      releaseCanary(cluster.balancer.url, person, postIds.slice(index * CANARIES, (index + 1) * CANARIES)),
    ),
  );
}

async function revokeLater(canary: Canary, afterMs: number): Promise<void> {
  await passed(afterMs);
  await canary.revoke();
}

const postIdsOf = ({ pages }: Crowd): readonly string[] => [
  ...new Set(pages.flatMap(({ views }) => [...views.keys()])),
];
