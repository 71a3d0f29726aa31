import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { queryRows } from '../db/database.ts';
import type { Database } from '../db/database.ts';

const written = z.object({ viewCount: z.number(), counted: z.array(z.string()) });

/** The views of a post after a write, and the visitors that it counted. */
export type ViewsWritten = z.infer<typeof written>;

/** Counts each visitor once, however often they come. Null when there is no such post. The post must be locked. */
export async function countViews(
  db: Database,
  postId: string,
  visitors: readonly string[],
): Promise<ViewsWritten | null> {
  const [row] = await queryRows(
    db,
    sql`
      with seen as (
        insert into post_views (post_id, visitor)
        select ${postId}::uuid, visitor from json_array_elements_text(${JSON.stringify(visitors)}::json) as asked(visitor)
        on conflict do nothing
        returning visitor
      ), updated as (
        update posts set view_count = view_count + (select count(*) from seen)::int
        where id = ${postId} and exists (select from seen)
        returning view_count
      )
      select coalesce(updated.view_count, posts.view_count) as "viewCount", array(select visitor from seen) as counted
      from posts left join updated on true
      where posts.id = ${postId}`,
    written,
  );
  return row ?? null;
}
