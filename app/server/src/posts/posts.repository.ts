import type { NewPost, Page, Post, Visibility } from '@board/contract';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { RoomkeyError } from 'roomkey/contract';
import { decodeCursor, encodeCursor } from '../db/cursor.ts';
import type { Database } from '../db/database.ts';
import { postLikes, posts, user } from '../db/schema/index.ts';
import { inQuery, readableBy } from './posts.policy.ts';
import type { Asker } from './posts.policy.ts';

export interface PageOptions {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The post as the reader sees it; null when it is not there for them. */
export async function findPost(db: Database, postId: string, reader: Asker): Promise<Post | null> {
  const [row] = await selectPosts(db, reader).where(and(eq(posts.id, postId), readableBy(inQuery(reader))));
  return row === undefined ? null : toPost(row);
}

/** What the reader may read, newest first. */
export async function listPosts(
  db: Database,
  { cursor, limit }: PageOptions,
  reader: Asker,
): Promise<Page<Post>> {
  const rows = await selectPosts(db, reader)
    .where(and(readableBy(inQuery(reader)), cursor === undefined ? undefined : olderThan(cursor)))
    .orderBy(desc(posts.createdAt), desc(posts.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(toPost);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(last) : null };
}

export async function insertPost(db: Database, authorId: string, { title, body }: NewPost): Promise<string> {
  const [row] = await db.insert(posts).values({ authorId, title, body }).returning({ id: posts.id });
  if (row === undefined) throw new RoomkeyError('internal');
  return row.id;
}

export async function setVisibility(db: Database, postId: string, visibility: Visibility): Promise<void> {
  await db.update(posts).set({ visibility }).where(eq(posts.id, postId));
}

export async function deletePost(db: Database, postId: string): Promise<void> {
  await db.delete(posts).where(eq(posts.id, postId));
}

/** Takes a user's likes back, before the user is deleted, so that the counts stay true. */
export async function forgetLikes(db: Database, userId: string): Promise<void> {
  await db.execute(sql`
    with gone as (delete from post_likes where user_id = ${userId} returning post_id)
    update posts set like_count = like_count - 1, version = version + 1 where id in (select post_id from gone)`);
}

function selectPosts(db: Database, reader: Asker) {
  const readerId = reader?.id ?? null;
  const likedByMe = sql<boolean>`exists (select from ${postLikes} where ${postLikes.postId} = ${posts.id} and ${postLikes.userId} = ${readerId})`;
  return db
    .select({ post: posts, author: { id: user.id, name: user.name, avatar: user.image }, likedByMe })
    .from(posts)
    .innerJoin(user, eq(user.id, posts.authorId))
    .$dynamic();
}

function olderThan(cursor: string): SQL {
  const { createdAt, id } = decodeCursor(cursor);
  return sql`(${posts.createdAt}, ${posts.id}) < (${createdAt}::timestamptz, ${id}::uuid)`;
}

type PostRow = Awaited<ReturnType<typeof selectPosts>>[number];

function toPost({ post, author, likedByMe }: PostRow): Post {
  const { id, title, body, likeCount, viewCount, commentCount, commentSeq, version, visibility } = post;
  return {
    id,
    title,
    body,
    author,
    likeCount,
    viewCount,
    commentCount,
    commentSeq,
    version,
    visibility,
    likedByMe,
    createdAt: post.createdAt.toISOString(),
  };
}
