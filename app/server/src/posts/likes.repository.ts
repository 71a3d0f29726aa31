import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { z } from 'zod';
import { queryRows } from '../db/database.ts';
import type { Database } from '../db/database.ts';

const outcome = z.object({ likeCount: z.number(), version: z.number(), changed: z.boolean() });

/** The likes of a post, and whether this write changed them. */
export type LikeOutcome = z.infer<typeof outcome>;

export interface LikeKey {
  readonly postId: string;
  readonly userId: string;
}

/** One statement, whose cost does not depend on how many like the post. Null when there is no such post. */
export function insertLike(db: Database, { postId, userId }: LikeKey): Promise<LikeOutcome | null> {
  return changeLike(db, postId, {
    rows: sql`
      insert into post_likes (post_id, user_id) values (${postId}, ${userId})
      on conflict do nothing
      returning 1`,
    step: 1,
  });
}

export function deleteLike(db: Database, { postId, userId }: LikeKey): Promise<LikeOutcome | null> {
  return changeLike(db, postId, {
    rows: sql`delete from post_likes where post_id = ${postId} and user_id = ${userId} returning 1`,
    step: -1,
  });
}

// The row is updated even when nothing changed: an update that waited for a twin request sees what the twin
// wrote, where a plain select would answer with the count from before.
async function changeLike(
  db: Database,
  postId: string,
  change: { rows: SQL; step: 1 | -1 },
): Promise<LikeOutcome | null> {
  const [row] = await queryRows(
    db,
    sql`
      with changed as (${change.rows})
      update posts set
        like_count = like_count + ${sql.raw(String(change.step))} * (select count(*) from changed)::int,
        version = version + (select count(*) from changed)::int
      where id = ${postId}
      returning like_count as "likeCount", version, exists (select from changed) as changed`,
    outcome,
  );
  return row ?? null;
}
