import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../src/auth/actor.ts';
import { findSubjects } from '../src/auth/subjects.ts';
import { createCommentService } from '../src/comments/comments.service.ts';
import type { Database, DatabaseHandle } from '../src/db/database.ts';
import { openDatabase } from '../src/db/open.ts';
import { session, user } from '../src/db/schema/index.ts';
import { readEnv } from '../src/env.ts';
import { createPostService } from '../src/posts/posts.service.ts';
import { addActor } from './support/actors.ts';
import { databases } from './support/databases.ts';
import { testLogger } from './support/logs.ts';
import type { TestDatabase } from './support/databases.ts';

describe.each(databases)('durable writes on $name', (kind) => {
  let database: TestDatabase;
  let handle: DatabaseHandle;
  let db: Database;
  let actor: Actor;
  let postId: string;

  beforeAll(async () => {
    database = await kind.create();
    handle = await openDatabase(readEnv(database.variables), testLogger());
    db = handle.db;
  });
  beforeEach(async () => {
    actor = await addActor(db);
    postId = (await createPostService(db).create(actor, { title: 'A', body: 'B' })).id;
  });
  afterAll(async () => {
    await handle.close();
    await database.remove();
  });

  const endings: readonly (readonly [string, (actor: Actor) => Promise<unknown>])[] = [
    ['was revoked', ({ sessionId }) => db.delete(session).where(eq(session.id, sessionId))],
    [
      'has run out',
      ({ sessionId }) =>
        db
          .update(session)
          .set({ expiresAt: new Date(0) })
          .where(eq(session.id, sessionId)),
    ],
    [
      'is of a banned user',
      ({ user: { id } }) => db.update(user).set({ banned: true }).where(eq(user.id, id)),
    ],
  ];

  it.each(endings)('are refused when the session %s, and leave nothing', async (_how, end) => {
    const [posts, comments] = [createPostService(db), createCommentService(db)];
    const before = await posts.get(postId, null);
    await end(actor);
    const input = { body: 'x', opId: randomUUID() };
    const target = { actor, postId };
    const revoked = { code: 'session_revoked' };
    await expect(posts.like(target)).rejects.toMatchObject(revoked);
    await expect(posts.unlike(target)).rejects.toMatchObject(revoked);
    await expect(posts.create(actor, { title: 'x', body: 'x' })).rejects.toMatchObject(revoked);
    await expect(posts.remove(target)).rejects.toMatchObject(revoked);
    await expect(comments.add(target, input)).rejects.toMatchObject(revoked);
    expect(await posts.get(postId, null)).toEqual(before);
  });

  it('are refused with the session of another user', async () => {
    const other = await addActor(db);
    const mixed = { actor: { user: actor.user, sessionId: other.sessionId }, postId };
    await expect(createPostService(db).like(mixed)).rejects.toMatchObject({ code: 'session_revoked' });
  });

  it('count the likes of many at once exactly', async () => {
    const posts = createPostService(db);
    const actors = await Promise.all(Array.from({ length: 20 }, () => addActor(db)));
    await Promise.all(
      actors.flatMap((one) => [posts.like({ actor: one, postId }), posts.like({ actor: one, postId })]),
    );
    expect(await posts.get(postId, null)).toMatchObject({ likeCount: 20, version: 20 });
    await Promise.all(
      actors
        .slice(0, 5)
        .flatMap((one) => [posts.unlike({ actor: one, postId }), posts.unlike({ actor: one, postId })]),
    );
    expect(await posts.get(postId, null)).toMatchObject({ likeCount: 15, version: 25 });
  });

  it('find many subjects in one query, in order', async () => {
    const other = await addActor(db);
    await db
      .update(user)
      .set({ banned: true, banExpires: new Date(0) })
      .where(eq(user.id, other.user.id));
    const key = ({ user: { id }, sessionId }: Actor) => ({ userId: id, sessionId });
    const found = await findSubjects(db, [
      key(other),
      { userId: 'nobody', sessionId: actor.sessionId },
      key(actor),
      { userId: actor.user.id, sessionId: other.sessionId },
    ]);
    expect(found).toMatchObject([
      { user: { id: other.user.id }, sessionLive: true, banned: false },
      null,
      { user: { id: actor.user.id }, sessionLive: true, banned: false },
      { user: { id: actor.user.id }, sessionLive: false, banned: false },
    ]);
  });
});
