import { randomUUID } from 'node:crypto';
import type { Comment } from '@board/contract';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../src/auth/actor.ts';
import { createCommentService } from '../src/comments/comments.service.ts';
import type { CommentService } from '../src/comments/comments.service.ts';
import type { Database, DatabaseHandle } from '../src/db/database.ts';
import { openDatabase } from '../src/db/open.ts';
import { comments as commentTable } from '../src/db/schema/index.ts';
import { readEnv } from '../src/env.ts';
import { createPostService } from '../src/posts/posts.service.ts';
import { addActor } from './support/actors.ts';
import { databases, remoteDatabases } from './support/databases.ts';
import type { TestDatabase } from './support/databases.ts';
import { testLogger } from './support/logs.ts';

describe.each(databases)('the order of comments on $name', { timeout: 30_000 }, (kind) => {
  let database: TestDatabase;
  let handle: DatabaseHandle;
  let db: Database;
  let comments: CommentService;
  let author: Actor;
  let postId: string;

  beforeAll(async () => {
    database = await kind.create();
    handle = await openDatabase(readEnv(database.variables), testLogger());
    db = handle.db;
    comments = createCommentService(db);
  });
  beforeEach(async () => {
    author = await addActor(db);
    postId = (await createPostService(db).create(author, { title: 'A', body: 'B' })).id;
  });
  afterAll(async () => {
    await handle.close();
    await database.remove();
  });

  const write = async (by: Actor, body = 'x'): Promise<Comment> =>
    (await comments.add({ postId, actor: by }, { body, opId: randomUUID() })).comment;

  it('lets a reader who follows miss nothing and read nothing twice, however many write', async () => {
    const WRITERS = 8;
    const EACH = 5;
    const read: Comment[] = [];
    const writers = await Promise.all(Array.from({ length: WRITERS }, () => addActor(db)));
    const writing = Promise.all(
      writers.map(async (writer) => {
        for (let index = 0; index < EACH; index += 1) await write(writer);
      }),
    );
    while (read.length < WRITERS * EACH) {
      const { items } = await comments.list({ postId, after: read.at(-1)?.seq ?? 0, limit: 3 }, null);
      read.push(...items);
    }
    await writing;
    expect(read.map(({ seq }) => seq)).toEqual(
      Array.from({ length: WRITERS * EACH }, (_, index) => index + 1),
    );
    expect((await comments.list({ postId, limit: 50 }, null)).items).toEqual(read);
  });

  it('gives no number twice, also not that of a comment that is gone', async () => {
    const leaver = await addActor(db);
    await write(author);
    const last = await write(leaver);
    await comments.forgetUser(leaver.user.id);
    const next = await write(author);
    expect(next.seq).toBeGreaterThan(last.seq);
    const { items, latest } = await comments.list({ postId, after: last.seq, limit: 50 }, null);
    expect(items).toEqual([next]);
    expect(latest).toBe(next.seq);
  });

  it('gives no number to a comment that is sent again', async () => {
    const input = { body: 'x', opId: randomUUID() };
    const first = await comments.add({ postId, actor: author }, input);
    const again = await comments.add({ postId, actor: author }, input);
    expect(again).toEqual({ ...first, added: false });
    expect((await write(author)).seq).toBe(first.comment.seq + 1);
  });

  // One transaction at a time is all that the embedded database knows.
  it.runIf(remoteDatabases.includes(kind))(
    'puts a comment that was begun first and committed last behind the others',
    async () => {
      const slow = await addActor(db);
      const early = await db.transaction(async (transaction) => {
        // The time of a transaction is that of its first statement.
        await transaction.execute(sql`select now()`);
        await write(author, 'quick');
        const { comment } = await createCommentService(transaction).add(
          { postId, actor: slow },
          { body: 'slow', opId: randomUUID() },
        );
        return comment;
      });
      const [times] = await db
        .select({ time: sql<string>`min(${commentTable.createdAt})` })
        .from(commentTable)
        .where(eq(commentTable.postId, postId));
      expect(new Date(times?.time ?? 0).toISOString()).toBe(early.createdAt);
      const { items } = await comments.list({ postId, limit: 50 }, null);
      expect(items.map(({ body }) => body)).toEqual(['quick', 'slow']);
    },
  );
});
