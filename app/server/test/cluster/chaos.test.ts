import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../../../../bench/chaos/cluster/cluster.ts';
import { fromSource } from '../../../../bench/chaos/cluster/program.ts';
import { cutPostgresLink, kill } from '../../../../bench/chaos/faults.ts';
import { gatherCrowd } from '../../../../bench/chaos/load/crowd.ts';
import { openTown } from '../../../../bench/chaos/load/people.ts';
import { runOnce } from '../../../../bench/chaos/run.ts';
import type { Stage } from '../../../../bench/chaos/run.ts';
import { remoteDatabases } from '../support/databases.ts';
import { seeded } from '../support/seeded.ts';

const PEOPLE = 20;
const POSTS = 6;
const REQUESTS_PER_SECOND = 15;

// A slice of `npm run chaos`; what takes time, and what asks for services that can be ended, is there.
describe.skipIf(remoteDatabases.length === 0)('several servers under load', { timeout: 180_000 }, () => {
  const stack: AsyncDisposable[] = [];
  let stage: Stage;

  beforeAll(async () => {
    const random = seeded(7);
    const cluster = await startCluster({
      program: fromSource,
      nodes: 2,
      bus: 'postgres',
      ownPostgres: false,
    });
    const town = openTown(cluster);
    const crowd = await gatherCrowd(cluster, town, {
      people: PEOPLE,
      posts: POSTS,
      requestsPerSecond: REQUESTS_PER_SECOND,
      random,
    });
    stack.push(cluster, town, { [Symbol.asyncDispose]: async () => crowd[Symbol.dispose]() });
    stage = { cluster, town, crowd, posts: POSTS, random };
  }, 180_000);
  afterAll(async () => {
    for (const resource of stack.toReversed()) await resource[Symbol.asyncDispose]();
  });

  it.each([kill, cutPostgresLink])('keep what they acknowledged: $name', async (fault) => {
    const result = await runOnce(stage, fault);
    expect(result.acknowledged).toBeGreaterThan(REQUESTS_PER_SECOND);
    expect(result).toMatchObject({
      lost: 0,
      doubled: 0,
      unasked: 0,
      miscounted: 0,
      unanswered: 0,
      lateDeliveries: 0,
      staleCounts: 0,
      missingComments: 0,
      strayComments: 0,
      crashed: [],
    });
    expect(result.convergedMs).not.toBeNull();
    expect(result.revoked).toBeGreaterThan(0);
  });
});
