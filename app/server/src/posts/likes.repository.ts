import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Actor } from '../auth/actor.ts';
import { queryRows } from '../db/database.ts';
import type { Database } from '../db/database.ts';

const outcome = z.object({
  sessionLive: z.boolean(),
  likeCount: z.number().nullable(),
  version: z.number().nullable(),
  changed: z.boolean(),
});

/** `likeCount` and `version` are null when there is no such post, or the session is not live. */
export type LikeOutcome = z.infer<typeof outcome>;

export interface PostAction extends Actor {
  readonly postId: string;
}

/** One statement, whose cost does not depend on how many like the post. */
export async function insertLike(
  db: Database,
  { postId, user, sessionId }: PostAction,
): Promise<LikeOutcome> {
  return changeLike(
    db,
    { postId, user, sessionId },
    {
      rows: sql`
      insert into post_likes (post_id, user_id)
      select id, ${user.id} from posts where id = ${postId} and exists (select from held)
      on conflict do nothing
      returning 1`,
      step: 1,
    },
  );
}

export async function deleteLike(
  db: Database,
  { postId, user, sessionId }: PostAction,
): Promise<LikeOutcome> {
  return changeLike(
    db,
    { postId, user, sessionId },
    {
      rows: sql`
      delete from post_likes
      where post_id = ${postId} and user_id = ${user.id} and exists (select from held)
      returning 1`,
      step: -1,
    },
  );
}

// The row is updated even when nothing changed: an update that waited for a twin request sees what the twin
// wrote, where a plain select would answer with the count from before.
async function changeLike(
  db: Database,
  { postId, user, sessionId }: PostAction,
  change: { rows: SQL; step: 1 | -1 },
): Promise<LikeOutcome> {
  const [row] = await queryRows(
    db,
    sql`
      with held as (
        select s.id from session s join "user" u on u.id = s.user_id
        where s.id = ${sessionId} and s.user_id = ${user.id} and s.expires_at > now()
          and not (u.banned and (u.ban_expires is null or u.ban_expires > now()))
        for key share of s
      ), changed as (${change.rows}), updated as (
        update posts set
          like_count = like_count + ${sql.raw(String(change.step))} * (select count(*) from changed)::int,
          version = version + (select count(*) from changed)::int
        where id = ${postId} and exists (select from held)
        returning like_count, version
      )
      select
        exists (select from held) as "sessionLive",
        exists (select from changed) as changed,
        (select like_count from updated) as "likeCount",
        (select version from updated) as version`,
    outcome,
  );
  return row ?? { sessionLive: false, likeCount: null, version: null, changed: false };
}
