import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../src/auth/actor.ts';
import type { DatabaseHandle } from '../src/db/database.ts';
import { isOutage } from '../src/db/failures.ts';
import { openDatabase } from '../src/db/open.ts';
import { posts, session } from '../src/db/schema/index.ts';
import { readEnv } from '../src/env.ts';
import { createPostService } from '../src/posts/posts.service.ts';
import { addActor } from './support/actors.ts';
import { remoteDatabases } from './support/databases.ts';
import type { TestDatabase } from './support/databases.ts';
import { testLogger } from './support/logs.ts';
import { networkTo } from './support/network.ts';
import type { Network } from './support/network.ts';

const LIMIT_MS = 5_000;
/** More than the pool has connections. */
const WRITES = 15;

describe.each(remoteDatabases)('writes to $name that is frozen', { timeout: 40_000 }, (kind) => {
  let database: TestDatabase;
  let network: Network;
  let far: DatabaseHandle;
  let near: DatabaseHandle;
  let actors: readonly Actor[];

  beforeEach(async () => {
    database = await kind.create();
    const url = new URL(database.variables['DATABASE_URL'] ?? '');
    network = await networkTo(url.hostname, Number(url.port || 5432));
    url.host = `127.0.0.1:${network.port}`;
    near = await openDatabase(readEnv(database.variables), testLogger());
    far = await openDatabase(readEnv({ ...database.variables, DATABASE_URL: url.href }), testLogger());
    actors = await Promise.all(Array.from({ length: WRITES }, () => addActor(near.db)));
  });
  afterEach(async () => {
    network.mend();
    await far.close();
    await near.close();
    await database.remove();
    await network[Symbol.asyncDispose]();
  });

  const writeAll = () => {
    const service = createPostService(far.db);
    return Promise.allSettled(actors.map((actor) => service.create(actor, { title: 'x', body: 'x' })));
  };
  const outcomes = (settled: readonly PromiseSettledResult<unknown>[]) =>
    new Set(settled.map(({ status }) => status));

  it('fail in time, and keep no connection', async () => {
    expect(outcomes(await writeAll())).toEqual(new Set(['fulfilled']));
    network.freeze();
    const startedAt = performance.now();
    expect(outcomes(await writeAll())).toEqual(new Set(['rejected']));
    expect(performance.now() - startedAt).toBeLessThan(LIMIT_MS);
    network.thaw();
    expect(outcomes(await writeAll())).toEqual(new Set(['fulfilled']));
  });

  it('leave nothing open into which the next write would fall', async () => {
    const [actor] = actors as [Actor];
    const write = far.db.transaction(async (transaction) => {
      await transaction.insert(posts).values({ authorId: actor.user.id, title: 'x', body: 'x' });
      network.freeze();
      await transaction.delete(posts);
    });
    const startedAt = performance.now();
    await expect(write).rejects.toSatisfy(isOutage);
    expect(performance.now() - startedAt).toBeLessThan(LIMIT_MS);
    network.thaw();
    await far.db.delete(session).where(eq(session.id, actor.sessionId));
    expect(await near.db.select().from(session).where(eq(session.id, actor.sessionId))).toEqual([]);
    expect(await near.db.select().from(posts)).toEqual([]);
  });
});
