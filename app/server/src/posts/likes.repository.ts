import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { queryRows } from '../db/database.ts';
import type { Database } from '../db/database.ts';

export interface LikeWrite {
  readonly userId: string;
  /** Whether the user is to like the post from now on. */
  readonly liked: boolean;
}

const written = z.object({ likeCount: z.number(), version: z.number(), changed: z.array(z.string()) });

/** The likes of a post after a write, and the users whose like it changed. */
export type LikesWritten = z.infer<typeof written>;

/**
 * Writes the likes of several users, of each user one, in one statement whose cost does not depend on how many like
 * the post. Null when there is no such post. The post must be locked: nobody else may change its likes meanwhile.
 */
export async function writeLikes(
  db: Database,
  postId: string,
  writes: readonly LikeWrite[],
): Promise<LikesWritten | null> {
  // `any` of an array, for a join could be planned as a walk through all likes of the post.
  const [row] = await queryRows(
    db,
    sql`
      with asked as (
        select * from json_to_recordset(${JSON.stringify(writes)}::json) as asked("userId" text, liked boolean)
      ), added as (
        insert into post_likes (post_id, user_id)
        select ${postId}::uuid, "userId" from asked where liked
        on conflict do nothing
        returning user_id
      ), removed as (
        delete from post_likes
        where post_id = ${postId} and user_id = any (array(select "userId" from asked where not liked))
        returning user_id
      ), changed as (
        select user_id, 1 as step from added union all select user_id, -1 from removed
      ), updated as (
        update posts set
          like_count = like_count + (select sum(step) from changed)::int,
          version = version + (select count(*) from changed)::int
        where id = ${postId} and exists (select from changed)
        returning like_count, version
      )
      select
        coalesce(updated.like_count, posts.like_count) as "likeCount",
        coalesce(updated.version, posts.version) as version,
        array(select user_id from changed) as changed
      from posts left join updated on true
      where posts.id = ${postId}`,
    written,
  );
  return row ?? null;
}
