import type { Pool } from 'pg';

/** What the database says of a post. */
export interface StoredPost {
  readonly likeCount: number;
  readonly version: number;
  readonly commentCount: number;
  /** Ids of users. */
  readonly likedBy: ReadonlySet<string>;
  /** Bodies by id. */
  readonly comments: ReadonlyMap<string, string>;
}

interface Row {
  readonly id: string;
  readonly likeCount: number;
  readonly version: number;
  readonly commentCount: number;
  readonly likedBy: readonly string[];
  readonly comments: readonly (readonly [string, string])[];
}

/** Posts by id, as of one moment. */
export async function readPosts(
  query: Pool,
  postIds: readonly string[],
): Promise<ReadonlyMap<string, StoredPost>> {
  const { rows } = await query.query<Row>(
    `select id, like_count as "likeCount", version, comment_count as "commentCount",
       array(select user_id from post_likes where post_id = posts.id) as "likedBy",
       (select coalesce(json_agg(json_build_array(id, body)), '[]') from comments where post_id = posts.id) as comments
     from posts where id = any($1)`,
    [postIds],
  );
  return new Map(
    rows.map(({ id, likedBy, comments, ...counts }) => [
      id,
      { ...counts, likedBy: new Set(likedBy), comments: new Map(comments) },
    ]),
  );
}
