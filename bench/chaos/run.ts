import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as passed } from 'node:timers/promises';
import { auditAnswers } from './audit/answers.ts';
import { auditPages } from './audit/pages.ts';
import { SWEPT_MS, auditSessions } from './audit/sessions.ts';
import type { SessionsFound } from './audit/sessions.ts';
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
const GET_IN_MS = 90_000;
const CONVERGE_MS = 10_000;
const CANARIES = 3;
const REVOKE_EVERY_MS = 1_000;

export interface Stage {
  readonly cluster: Cluster;
  readonly town: Town;
  readonly crowd: Crowd;
  readonly posts: number;
  readonly random: () => number;
}

/** Strikes once while everybody writes, waits until it is over, and compares what was said with what is there. */
export async function runOnce(stage: Stage, fault: Fault): Promise<RunResult> {
  const lag = monitorEventLoopDelay();
  const canaries = await prepare(stage);
  lag.enable();
  const strike = await strikeUnderLoad(stage, fault, canaries);
  const found = await audit(stage, strike);
  await passed(Math.max(0, strike.healedAt + SWEPT_MS - performance.now()));
  lag.disable();
  const sessions = canaries.map((canary) => canary.close());
  const bounds = {
    ownLagMs: lag.max / 1e6,
    deafUntil: fault.revocations === 'swept' ? strike.healedAt : null,
  };
  return {
    fault: fault.name,
    node: strike.node,
    faultMs: strike.healedAt - strike.startedAt,
    mayHang: fault.silencesServers,
    ownLagMs: lag.percentile(99) / 1e6,
    ...found,
    ...auditSessions(sessions, bounds),
  };
}

interface Strike {
  readonly node: string;
  readonly startedAt: number;
  readonly healedAt: number;
}

async function strikeUnderLoad(
  { cluster, crowd, random }: Stage,
  fault: Fault,
  canaries: readonly Canary[],
): Promise<Strike> {
  const node = cluster.nodes[Math.floor(random() * cluster.nodes.length)];
  if (node === undefined) throw new Error('Nothing to strike');
  const stop = crowd.write();
  await passed(CALM_MS);
  const startedAt = performance.now();
  const revoking = canaries.map((canary, index) => revokeLater(canary, (index + random()) * REVOKE_EVERY_MS));
  await fault.strike(cluster, node);
  const healedAt = performance.now();
  await passed(HEALED_MS);
  stop();
  await Promise.all(crowd.writers.map((writer) => writer.finish(performance.now() + FINISH_MS)));
  await Promise.race([Promise.all(revoking), passed(FINISH_MS)]);
  return { node: node.name, startedAt, healedAt };
}

type Found = Omit<RunResult, keyof SessionsFound | 'fault' | 'node' | 'faultMs' | 'mayHang' | 'ownLagMs'>;

async function audit({ cluster, town, crowd }: Stage, { healedAt }: Strike): Promise<Found> {
  const operations = crowd.writers.flatMap((writer) => writer.operations);
  const postIds = new Set(crowd.pages.flatMap(({ views }) => [...views().keys()]));
  const read = (): ReturnType<typeof readPosts> => readPosts(town.query, [...postIds]);
  const { posts, found } = await auditPages(crowd.pages, read, CONVERGE_MS);
  return {
    ...auditWrites(operations, posts),
    ...auditAnswers(operations, healedAt),
    ...found,
    recoveriesMs: crowd.pages.flatMap((page) => page.takeRecoveries()),
    crashed: cluster.nodes.flatMap(({ name, takeCrashes }) => takeCrashes().map((said) => `${name} ${said}`)),
  };
}

async function prepare({ cluster, town, crowd, posts }: Stage): Promise<readonly Canary[]> {
  const devices = await town.addPeople(CANARIES, 2);
  const [author] = devices;
  if (author === undefined) throw new Error('Nobody to write posts');
  const postIds = await town.addPosts(posts, author);
  crowd.turnTo(postIds);
  await crowd.settle(GET_IN_MS);
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
