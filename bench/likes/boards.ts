import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Actor } from '../../app/server/src/auth/actor.ts';
import type { Database } from '../../app/server/src/db/database.ts';
import { openDatabase } from '../../app/server/src/db/open.ts';
import { createLogger } from '../../app/server/src/logger.ts';
import { createBoardDatabase, hasPostgres } from '../cost/server/board.ts';
import type { BoardDatabase } from '../cost/server/board.ts';

const AUTHOR = 'author';
const HOUR_S = 3600;
const PART = 5_000;

/** The tables of a board, with people who are signed in. */
export interface LikeBoard extends AsyncDisposable {
  readonly db: Database;
  readonly people: readonly Actor[];
  /** A new post that so many others like already. */
  readonly post: (likes: number) => Promise<string>;
}

export interface DatabaseKind {
  readonly name: string;
  readonly create: () => Promise<BoardDatabase>;
}

/** PostgreSQL where there is one, and the embedded database. */
export async function databaseKinds(): Promise<readonly DatabaseKind[]> {
  const embedded = { name: 'PGlite', create: createEmbedded };
  return (await hasPostgres()) ? [{ name: 'PostgreSQL', create: createBoardDatabase }, embedded] : [embedded];
}

async function createEmbedded(): Promise<BoardDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'roomkey-likes-'));
  return {
    databaseUrl: undefined,
    dataDir,
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }),
  };
}

export async function openLikeBoard(database: BoardDatabase, people: number): Promise<LikeBoard> {
  const { db, close } = await openDatabase(database, createLogger({ logLevel: 'silent' }));
  await db.execute(
    sql`insert into "user" (id, name, email) values (${AUTHOR}, 'Author', 'author@example.com')`,
  );
  return {
    db,
    people: await addPeople(db, people),
    post: (likes) => addPost(db, likes),
    [Symbol.asyncDispose]: close,
  };
}

async function addPeople(db: Database, count: number): Promise<readonly Actor[]> {
  const prefix = randomBytes(4).toString('hex');
  const actors = Array.from({ length: count }, (_, index): Actor => {
    const id = `${prefix}-${index}`;
    return { user: { id, role: 'user' }, sessionId: `session-${id}` };
  });
  await db.execute(sql`insert into "user" (id, name, email)
    select ${prefix} || '-' || n, 'Fan', ${prefix} || '-' || n || '@example.com'
    from generate_series(0, ${count}::int - 1) n`);
  await db.execute(sql`insert into session (id, user_id, token, expires_at)
    select 'session-' || id, id, id, now() + ${HOUR_S}::int * interval '1 second' from "user" where name = 'Fan'`);
  return actors;
}

async function addPost(db: Database, likes: number): Promise<string> {
  const postId = crypto.randomUUID();
  await db.execute(sql`insert into posts (id, author_id, title, body, like_count)
    values (${postId}, ${AUTHOR}, 'A post', 'Its text', ${likes})`);
  // In parts, for the board's database gives up a statement that takes seconds.
  for (let from = 1; from <= likes; from += PART) {
    const numbers = sql`generate_series(${from}::int, ${Math.min(likes, from + PART - 1)}::int) n`;
    await db.execute(sql`insert into "user" (id, name, email)
      select ${postId} || n, 'Crowd', ${postId} || n || '@example.com' from ${numbers}`);
    await db.execute(sql`insert into post_likes (post_id, user_id)
      select ${postId}::uuid, ${postId} || n from ${numbers}`);
  }
  await db.execute(sql`analyze`);
  return postId;
}
