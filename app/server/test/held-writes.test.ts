import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Actor } from '../src/auth/actor.ts';
import { createSessions } from '../src/auth/sessions.ts';
import { createBlockService } from '../src/blocks/blocks.service.ts';
import { createCommentService } from '../src/comments/comments.service.ts';
import { queryRows } from '../src/db/database.ts';
import type { Database, DatabaseHandle } from '../src/db/database.ts';
import { openDatabase } from '../src/db/open.ts';
import { postBlocks, posts, session, user } from '../src/db/schema/index.ts';
import { readEnv } from '../src/env.ts';
import { writeAsReader } from '../src/posts/post-access.ts';
import { createPostService } from '../src/posts/posts.service.ts';
import { addActor } from './support/actors.ts';
import { databases, pglite } from './support/databases.ts';
import { testLogger } from './support/logs.ts';
import type { TestDatabase } from './support/databases.ts';

describe.each(databases)('writes of a reader on $name', (kind) => {
  let database: TestDatabase;
  let handle: DatabaseHandle;
  let db: Database;
  let author: Actor;
  let reader: Actor;
  let postId: string;

  beforeAll(async () => {
    database = await kind.create();
    handle = await openDatabase(readEnv(database.variables), testLogger());
    db = handle.db;
  });
  beforeEach(async () => {
    [author, reader] = [await addActor(db), await addActor(db)];
    postId = (await createPostService(db).create(author, { title: 'A', body: 'B' })).id;
  });
  afterAll(async () => {
    await handle.close();
    await database.remove();
  });

  /** Settles when one statement waits for another, which it does not do for long. The embedded database runs one transaction at a time anyway. */
  const somebodyWaits = async (): Promise<void> => {
    if (kind.name === pglite.name) return;
    const waiting = sql`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(() => queryRows(db, waiting, z.unknown()), { timeout: 3_000 }).not.toEqual([]);
  };

  const changes: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      'a sign-out',
      () => createSessions(db, async () => ({ sockets: 0 })).end({ sessionId: reader.sessionId }),
    ],
    ['a ban', () => db.update(user).set({ banned: true }).where(eq(user.id, reader.user.id))],
    ['a change of role', () => db.update(user).set({ role: 'admin' }).where(eq(user.id, reader.user.id))],
    ['a block', () => createBlockService(db).add({ postId, actor: author }, reader.user.id)],
    [
      'making the post private',
      () => createPostService(db).change({ postId, actor: author }, { visibility: 'private' }),
    ],
    ['deleting the post', () => createPostService(db).remove({ postId, actor: author })],
  ];

  it.each(changes)('that are under way make %s wait', async (_what, change) => {
    const order: string[] = [];
    let changing: Promise<unknown> | undefined;
    await writeAsReader(db, { postId, actor: reader }, async () => {
      changing = change().then(() => order.push('changed'));
      await somebodyWaits();
      order.push('written');
    });
    await changing;
    expect(order).toEqual(['written', 'changed']);
  });

  type Change = (transaction: Database) => Promise<unknown>;
  const lockPost: Change = (transaction) =>
    transaction.select().from(posts).where(eq(posts.id, postId)).for('update');

  const landings: readonly (readonly [string, string, Change])[] = [
    ['a sign-out', 'session_revoked', (tx) => tx.delete(session).where(eq(session.id, reader.sessionId))],
    [
      'a ban',
      'session_revoked',
      (tx) => tx.update(user).set({ banned: true }).where(eq(user.id, reader.user.id)),
    ],
    [
      'a block',
      'not_found',
      async (tx) => {
        await lockPost(tx);
        await tx.insert(postBlocks).values({ postId, userId: reader.user.id });
      },
    ],
    [
      'a post made private',
      'not_found',
      async (tx) => {
        await lockPost(tx);
        await tx.update(posts).set({ visibility: 'private' }).where(eq(posts.id, postId));
      },
    ],
    ['a deleted post', 'not_found', (tx) => tx.delete(posts).where(eq(posts.id, postId))],
  ];

  it.each(landings)('that waited for %s are refused with %s', async (_what, code, change) => {
    const services = { posts: createPostService(db), comments: createCommentService(db) };
    const target = { postId, actor: reader };
    const writes = [
      () => services.posts.like(target),
      () => services.posts.unlike(target),
      () => services.posts.view(target, 'visitor'),
      () => services.comments.add(target, { body: 'x', opId: randomUUID() }),
    ];
    const written = db.transaction(async (transaction) => {
      await change(transaction);
      const waiting = writes.map((write) => write().catch((error: unknown) => error));
      await somebodyWaits();
      return { waiting };
    });
    const outcomes = await Promise.all((await written).waiting);
    expect(outcomes).toEqual(writes.map(() => expect.objectContaining({ code })));
    const left = sql`select (select count(*)::int from comments where post_id = ${postId}) as comments,
      (select count(*)::int from post_likes where post_id = ${postId}) as likes,
      (select count(*)::int from post_views where post_id = ${postId}) as views`;
    expect(await queryRows(db, left, z.unknown())).toEqual([{ comments: 0, likes: 0, views: 0 }]);
  });
});
