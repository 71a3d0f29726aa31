import { randomUUID } from 'node:crypto';
import { count, eq, inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Actor } from '../src/auth/actor.ts';
import { createSessions } from '../src/auth/sessions.ts';
import { createBlockService } from '../src/blocks/blocks.service.ts';
import { createCommentService } from '../src/comments/comments.service.ts';
import { queryRows } from '../src/db/database.ts';
import type { Database, DatabaseHandle } from '../src/db/database.ts';
import { openDatabase } from '../src/db/open.ts';
import { postBlocks, postLikes, posts as postTable, session, user } from '../src/db/schema/index.ts';
import { readEnv } from '../src/env.ts';
import { writeLikes } from '../src/posts/likes.repository.ts';
import type { LikeChange } from '../src/posts/likes.service.ts';
import { createPostService } from '../src/posts/posts.service.ts';
import type { PostService } from '../src/posts/posts.service.ts';
import { addActor } from './support/actors.ts';
import { databases, pglite } from './support/databases.ts';
import type { TestDatabase } from './support/databases.ts';
import { testLogger } from './support/logs.ts';
import { watchStatements } from './support/statements.ts';

describe.each(databases)('writes to one post that come together on $name', { timeout: 30_000 }, (kind) => {
  let database: TestDatabase;
  let handle: DatabaseHandle;
  let db: Database;
  let posts: PostService;
  let author: Actor;
  let postId: string;

  beforeAll(async () => {
    database = await kind.create();
    handle = await openDatabase(readEnv(database.variables), testLogger());
    db = handle.db;
  });
  beforeEach(async () => {
    posts = createPostService(db);
    author = await addActor(db);
    postId = await addPost();
  });
  afterAll(async () => {
    await handle.close();
    await database.remove();
  });

  const addPost = async (): Promise<string> => (await posts.create(author, { title: 'A', body: 'B' })).id;

  const addActors = (length: number): Promise<Actor[]> =>
    Promise.all(Array.from({ length }, () => addActor(db)));

  /** The same user on another device. */
  const addDevice = async ({ user: { id, role } }: Actor): Promise<Actor> => {
    const sessionId = randomUUID();
    const expiresAt = new Date(Date.now() + 3_600_000);
    await db.insert(session).values({ id: sessionId, userId: id, token: sessionId, expiresAt });
    return { user: { id, role }, sessionId };
  };

  /** Settles when one statement waits for another. The embedded database runs one transaction at a time anyway. */
  const somebodyWaits = async (): Promise<void> => {
    if (kind.name === pglite.name) return;
    const waiting = sql`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(() => queryRows(db, waiting, z.unknown()), { timeout: 5_000 }).toHaveLength(1);
  };

  const storedLikes = async (): Promise<number> => {
    const [row] = await db.select({ likes: count() }).from(postLikes).where(eq(postLikes.postId, postId));
    return row?.likes ?? NaN;
  };

  const settled = async (writes: readonly Promise<unknown>[]): Promise<readonly unknown[]> =>
    (await Promise.allSettled(writes)).map((outcome) =>
      outcome.status === 'fulfilled' ? 'written' : (outcome.reason as { code?: unknown }).code,
    );

  it('are refused one by one, and the others are written', async () => {
    const actors = await addActors(7);
    const [signedOut, expired, banned, blocked, mixed, ...free] = actors as [
      Actor,
      Actor,
      Actor,
      Actor,
      Actor,
    ];
    await db.delete(session).where(eq(session.id, signedOut.sessionId));
    await db
      .update(session)
      .set({ expiresAt: new Date(0) })
      .where(eq(session.id, expired.sessionId));
    await db.update(user).set({ banned: true }).where(eq(user.id, banned.user.id));
    await db.insert(postBlocks).values({ postId, userId: blocked.user.id });
    const stranger = await addActor(db);
    const all = [signedOut, expired, banned, blocked, { ...mixed, sessionId: stranger.sessionId }, ...free];
    const codes = ['session_revoked', 'session_revoked', 'session_revoked', 'not_found', 'session_revoked'];

    expect(await settled(all.map((actor) => posts.like({ actor, postId })))).toEqual([
      ...codes,
      'written',
      'written',
    ]);
    expect(await settled(all.map((actor) => posts.view({ actor, postId }, `user:${actor.user.id}`)))).toEqual(
      [...codes, 'written', 'written'],
    );
    expect(await posts.get(postId, null)).toMatchObject({ likeCount: 2, version: 2, viewCount: 2 });
    expect(await storedLikes()).toBe(2);
  });

  type Change = (transaction: Database, victim: string) => Promise<unknown>;
  const landings: readonly (readonly [string, string, Change])[] = [
    ['signed out', 'session_revoked', (tx, id) => tx.delete(session).where(eq(session.userId, id))],
    ['banned', 'session_revoked', (tx, id) => tx.update(user).set({ banned: true }).where(eq(user.id, id))],
    [
      'blocked',
      'not_found',
      async (tx, userId) => {
        await tx.select().from(postTable).where(eq(postTable.id, postId)).for('update');
        await tx.insert(postBlocks).values({ postId, userId });
      },
    ],
  ];

  it.each(landings)(
    'that wait until one of them is %s are written without that one',
    async (_how, code, change) => {
      const actors = await addActors(5);
      const { likes } = await db.transaction(async (transaction) => {
        await change(transaction, actors[2]?.user.id ?? '');
        const waiting = settled(actors.map((actor) => posts.like({ actor, postId })));
        await somebodyWaits();
        // In an object, for a transaction would wait for it.
        return { likes: waiting };
      });
      expect(await likes).toEqual(['written', 'written', code, 'written', 'written']);
      expect(await posts.get(postId, null)).toMatchObject({ likeCount: 4, version: 4 });
    },
  );

  it('are judged by the role that each has now', async () => {
    await posts.change({ postId, actor: author }, { visibility: 'private' });
    const [promoted, demoted] = (await addActors(2)) as [Actor, Actor];
    await db.update(user).set({ role: 'admin' }).where(eq(user.id, promoted.user.id));
    const likes = [promoted, { ...demoted, user: { ...demoted.user, role: 'admin' } }, author].map((actor) =>
      posts.like({ actor, postId }),
    );
    expect(await settled(likes)).toEqual(['written', 'not_found', 'written']);
  });

  it('are all refused when there is no such post', async () => {
    const actors = await addActors(3);
    const missing = randomUUID();
    const likes = actors.map((actor) => posts.like({ actor, postId: missing }));
    const views = actors.map((actor) => posts.view({ actor, postId: missing }, actor.user.id));
    expect(await settled([...likes, ...views])).toEqual(Array.from({ length: 6 }, () => 'not_found'));
  });

  it('answer with one count and version, and one of them tells the room', async () => {
    const actors = await addActors(10);
    const target = (actor: Actor) => ({ actor, postId });
    await posts.like(target(actors[0] as Actor));
    const likes = await Promise.all(actors.map((actor) => posts.like(target(actor))));
    expect(likes.map(({ likeCount, version }) => [likeCount, version])).toEqual(actors.map(() => [10, 10]));
    expect(likes.map(({ changed }) => changed)).toEqual(actors.map((_, index) => index > 0));
    expect(likes.filter(({ announce }) => announce)).toMatchObject([{ changed: true }]);
    const again = await Promise.all(actors.map((actor) => posts.like(target(actor))));
    expect(again.filter(({ changed, announce }) => changed || announce)).toEqual([]);
    expect(again.map(({ version }) => version)).toEqual(actors.map(() => 10));
  });

  it('of one user are done in the order in which they came', async () => {
    const actor = await addActor(db);
    const target = { actor, postId };
    const other = posts.like({ actor: author, postId });
    const mine: LikeChange[] = await Promise.all([
      posts.like(target),
      posts.unlike(target),
      posts.unlike({ ...target, actor: await addDevice(actor) }),
      posts.like(target),
      posts.like(target),
    ]);
    await other;
    expect(mine.map(({ likedByMe, changed }) => [likedByMe, changed])).toEqual([
      [true, true],
      [false, true],
      [false, false],
      [true, true],
      [true, false],
    ]);
    const versions = mine.map(({ version }) => version);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(await posts.get(postId, actor.user)).toMatchObject({ likeCount: 2, version: 4, likedByMe: true });
  });

  it('count a visitor once, however often they look', async () => {
    const looks = ['a', 'b', 'a', 'c', 'a'].map((visitor) => posts.view({ actor: null, postId }, visitor));
    const views = await Promise.all(looks);
    expect(views.map(({ viewCount }) => viewCount)).toEqual([3, 3, 3, 3, 3]);
    expect(views.map(({ counted }) => counted)).toEqual([true, true, false, true, false]);
    expect(views.filter(({ announce }) => announce)).toHaveLength(1);
    expect(await posts.view({ actor: null, postId }, 'a')).toEqual({
      viewCount: 3,
      counted: false,
      announce: false,
    });
  });

  it.each(['like', 'unlike', 'view'] as const)('take no more statements than one %s', async (name) => {
    const watched = watchStatements(handle);
    const service = createPostService(watched.db);
    const run = async (actors: readonly Actor[]): Promise<number> => {
      const before = watched.statements.length;
      await Promise.all(actors.map((actor) => service[name]({ actor, postId }, actor.user.id)));
      return watched.statements.length - before;
    };
    const [first, ...others] = await addActors(41);
    const one = await run([first as Actor]);
    expect(one).toBeLessThanOrEqual(6);
    expect(await run(others)).toBe(one);
  });

  it('read no like but those that they change, however many there are', async () => {
    const crowd = 5_000;
    await db.execute(sql`insert into "user" (id, name, email)
      select ${postId} || n, 'Crowd', ${postId} || n || '@example.com' from generate_series(1, ${crowd}::int) n`);
    await db.execute(sql`insert into post_likes (post_id, user_id)
      select ${postId}::uuid, ${postId} || n from generate_series(1, ${crowd}::int) n`);
    await db.update(postTable).set({ likeCount: crowd }).where(eq(postTable.id, postId));
    await db.execute(sql`analyze post_likes`);
    const actors = await addActors(20);
    const writes = [
      ...actors.map(({ user: { id } }) => ({ userId: id, liked: true })),
      ...Array.from({ length: 20 }, (_, n) => ({ userId: `${postId}${n + 1}`, liked: false })),
    ];
    const read = await db.transaction(async (transaction) => {
      expect(await writeLikes(transaction, postId, writes)).toMatchObject({ likeCount: crowd, version: 40 });
      const [row] = await queryRows(
        transaction,
        sql`select seq_tup_read::int as walked, idx_tup_fetch::int as fetched
          from pg_stat_xact_user_tables where relname = 'post_likes'`,
        z.object({ walked: z.number(), fetched: z.number() }),
      );
      return row;
    });
    expect(read?.walked).toBe(0);
    expect(read?.fetched).toBeLessThanOrEqual(writes.length * 2);
  });

  it('never wait for each other in a circle, whoever ends sessions, bans and blocks meanwhile', async () => {
    const people = await addActors(24);
    const devices = await Promise.all(people.map(addDevice));
    const otherId = await addPost();
    // Two processes on one database.
    const services = [posts, createPostService(db)];
    const comments = createCommentService(db);
    const sessions = createSessions(db, async () => ({ sockets: 0 }));
    const blocks = createBlockService(db);
    const outcomes: Promise<unknown>[] = [];
    const gone: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      for (const [index, service] of services.entries()) {
        const inOrder = index === 0 ? [...people, ...devices] : [...devices, ...people].toReversed();
        for (const actor of inOrder) {
          const ids = index === 0 ? [postId, otherId] : [otherId, postId];
          outcomes.push(...ids.map((id) => service.like({ actor, postId: id })));
          outcomes.push(...ids.map((id) => service.unlike({ actor, postId: id })));
          outcomes.push(service.view({ actor, postId }, `user:${actor.user.id}`));
        }
      }
      const [ending, banned, blocked] = people.slice(round * 3) as [Actor, Actor, Actor];
      outcomes.push(
        comments.add({ actor: blocked, postId }, { body: 'x', opId: randomUUID() }),
        sessions.end({ userId: ending.user.id }).then(() => posts.forgetUser(ending.user.id)),
        db.update(user).set({ banned: true }).where(eq(user.id, banned.user.id)),
        blocks.add({ actor: author, postId }, blocked.user.id),
      );
      gone.push(ending.user.id);
    }
    const codes = new Set(await settled(outcomes));
    expect(codes).toEqual(new Set(['not_found', 'session_revoked', 'written']));
    expect(await posts.get(postId, null)).toMatchObject({ likeCount: await storedLikes() });
    const left = inArray(postLikes.userId, gone);
    expect(await db.select().from(postLikes).where(left)).toEqual([]);
  });
});
