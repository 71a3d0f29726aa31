import { expect, it } from 'vitest';
import { unheardAccountEvents } from '../src/auth/account-events.ts';
import { createAuth } from '../src/auth/auth.ts';
import { createCommentService } from '../src/comments/comments.service.ts';
import { openDatabase } from '../src/db/open.ts';
import { session } from '../src/db/schema/index.ts';
import { readEnv } from '../src/env.ts';
import { createPostService } from '../src/posts/posts.service.ts';
import { DEMO_PASSWORD, board, emailOf } from '../src/seed/board.ts';
import { seedBoard } from '../src/seed/seed.ts';
import { databases } from './support/databases.ts';
import { testLogger } from './support/logs.ts';

it.each(databases)(
  'the demo board on $name is the same after a second run',
  { timeout: 60_000 },
  async (kind) => {
    const database = await kind.create();
    const env = readEnv(database.variables);
    const logger = testLogger();
    const { db, close } = await openDatabase(env, logger);
    const [posts, comments] = [createPostService(db), createCommentService(db)];
    const auth = createAuth({
      env,
      db,
      logger,
      secret: 'k'.repeat(8).concat('0123456789abcdefghijklmn'),
      events: unheardAccountEvents,
    });
    const parts = { auth, db, posts, comments };

    await seedBoard(parts);
    const first = await posts.list({ limit: 50 }, null);
    await seedBoard(parts);
    expect(await posts.list({ limit: 50 }, null)).toEqual(first);

    expect(first.items.map(({ title }) => title)).toEqual(board.map(({ title }) => title).toReversed());
    const counts = first.items.map(({ likeCount, viewCount, commentCount }) => [
      likeCount,
      viewCount,
      commentCount,
    ]);
    expect(counts).toEqual(
      board.map((post) => [post.likedBy.length, post.views, post.comments.length]).toReversed(),
    );
    expect(await db.select().from(session)).toEqual([]);
    const login = { email: emailOf('maya'), password: DEMO_PASSWORD };
    expect(await auth.api.signInEmail({ body: login })).toMatchObject({ user: { name: 'Maya Okafor' } });
    await close();
    await database.remove();
  },
);
