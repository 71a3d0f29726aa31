import type { Comment, NewComment, Page } from '@board/contract';
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { comments, posts, user } from '../db/schema/index.ts';
import { encodeSeq } from './comment-cursor.ts';

export interface After {
  readonly after: number;
  readonly limit: number;
}

/** Oldest first, as a conversation is read. */
export async function listComments(
  db: Database,
  postId: string,
  { after, limit }: After,
): Promise<Page<Comment>> {
  const rows = await selectComments(db)
    .where(and(eq(comments.postId, postId), gt(comments.seq, after)))
    .orderBy(asc(comments.seq))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(toComment);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeSeq(last.seq) : null };
}

/** The comment that an author's operation has stored. */
export async function findByOperation(db: Database, authorId: string, opId: string): Promise<Comment | null> {
  const [row] = await selectComments(db).where(and(eq(comments.authorId, authorId), eq(comments.opId, opId)));
  return row === undefined ? null : toComment(row);
}

/**
 * Stores a comment and counts it; false when the operation was stored before. The post must be locked: its numbers
 * are then given in the order of commits, so that whoever has read up to one has missed nothing before it.
 */
export async function insertComment(
  transaction: Database,
  { postId, authorId, body, opId }: NewComment & { postId: string; authorId: string },
): Promise<boolean> {
  const seq = sql`(select comment_seq + 1 from posts where id = ${postId})`;
  const inserted = await transaction
    .insert(comments)
    .values({ postId, authorId, body, opId, seq })
    .onConflictDoNothing({ target: [comments.authorId, comments.opId] })
    .returning({ id: comments.id });
  if (inserted.length === 0) return false;
  await transaction
    .update(posts)
    .set({ commentCount: sql`${posts.commentCount} + 1`, commentSeq: sql`${posts.commentSeq} + 1` })
    .where(eq(posts.id, postId));
  return true;
}

export async function countComments(db: Database, postId: string): Promise<number> {
  const [post] = await db.select({ count: posts.commentCount }).from(posts).where(eq(posts.id, postId));
  return post?.count ?? 0;
}

/** Takes a user's comments back, before the user is deleted, so that the counts stay true. */
export async function forgetComments(db: Database, userId: string): Promise<void> {
  await db.execute(sql`
    with gone as (delete from comments where author_id = ${userId} returning post_id),
      gone_by_post as (select post_id, count(*)::int as count from gone group by post_id)
    update posts set comment_count = comment_count - gone_by_post.count, comment_seq = comment_seq + 1
    from gone_by_post where posts.id = gone_by_post.post_id`);
}

function selectComments(db: Database) {
  return db
    .select({ comment: comments, author: { id: user.id, name: user.name, avatar: user.image } })
    .from(comments)
    .innerJoin(user, eq(user.id, comments.authorId))
    .$dynamic();
}

type CommentRow = Awaited<ReturnType<typeof selectComments>>[number];

function toComment({ comment: { id, postId, body, seq, createdAt }, author }: CommentRow): Comment {
  return { id, postId, body, author, seq, createdAt: createdAt.toISOString() };
}
