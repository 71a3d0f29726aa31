import { and, eq, sql } from 'drizzle-orm';
import { RoomkeyError } from 'roomkey/contract';
import { z } from 'zod';
import type { Actor } from '../auth/actor.ts';
import { holdSession } from '../auth/subjects.ts';
import { inBatches } from '../db/batch.ts';
import { queryRows } from '../db/database.ts';
import type { Database } from '../db/database.ts';
import { posts } from '../db/schema/index.ts';
import { inQuery, mayManagePost, readableBy } from './posts.policy.ts';
import type { Asker } from './posts.policy.ts';

/** What a post is to somebody; hidden and missing must look the same to whoever has not seen it before. */
export type Access = 'readable' | 'hidden' | 'missing';

export type AccessQuestion = { readonly postId: string; readonly asker: Asker };

/** Says who may read what, for many in one query. */
export function createAccessCheck(db: Database): (question: AccessQuestion) => Promise<Access> {
  return inBatches((questions) => findAccess(db, questions));
}

const answer = z.object({ access: z.enum(['readable', 'hidden', 'missing']) });

async function findAccess(db: Database, questions: readonly AccessQuestion[]): Promise<readonly Access[]> {
  const asked = questions.map(({ postId, asker }, index) => ({ index, postId, ...inQuery(asker) }));
  const readable = readableBy({ id: sql`asked.id`, isAdmin: sql`asked."isAdmin"` });
  const rows = await queryRows(
    db,
    sql`
      select case when ${posts.id} is null then 'missing' when ${readable} then 'readable' else 'hidden' end as access
      from json_to_recordset(${JSON.stringify(asked)}::json)
        as asked(index int, "postId" uuid, id text, "isAdmin" boolean)
      left join ${posts} on ${posts.id} = asked."postId"
      order by asked.index`,
    answer,
  );
  return rows.map(({ access }) => access);
}

/** A post and who wants to do something with it; null is an anonymous visitor. */
export interface PostTarget<By extends Actor | null = Actor> {
  readonly postId: string;
  readonly actor: By;
}

/**
 * Runs a write by somebody who may read the post, in one transaction that holds their session and the post: a
 * revocation, ban, block or deletion waits until the write is committed, or the write finds it.
 *
 * @throws RoomkeyError `session_revoked`, or `not_found` when the post is not there for them
 */
export function writeAsReader<Result>(
  db: Database,
  { postId, actor }: PostTarget<Actor | null>,
  write: (transaction: Database) => Promise<Result>,
): Promise<Result> {
  return db.transaction(async (transaction) => {
    const asker = actor === null ? null : await holdSession(transaction, actor);
    await lockPost(transaction, postId);
    await findReadable(transaction, postId, asker);
    return write(transaction);
  });
}

export interface HeldPost {
  readonly authorId: string;
  /** The actor as of now. */
  readonly manager: Actor['user'];
}

/**
 * Runs a change of who may do what with a post, by its author or an admin. It waits for the writes of readers,
 * and they for it.
 *
 * @throws RoomkeyError `session_revoked`, `not_found` or `forbidden`
 */
export function writeAsManager<Result>(
  db: Database,
  { postId, actor }: PostTarget,
  write: (transaction: Database, held: HeldPost) => Promise<Result>,
): Promise<Result> {
  return db.transaction(async (transaction) => {
    const manager = await holdSession(transaction, actor);
    await lockPost(transaction, postId);
    const { authorId } = await findReadable(transaction, postId, manager);
    if (!mayManagePost(manager, authorId)) throw new RoomkeyError('forbidden');
    return write(transaction, { authorId, manager });
  });
}

/**
 * A statement of its own, before the one that looks: only a later statement sees what it had to wait for. Readers
 * wait in line too, as they would for the counters: shared locks could keep a block waiting for as long as they come.
 */
async function lockPost(transaction: Database, postId: string): Promise<void> {
  await transaction.select({ id: posts.id }).from(posts).where(eq(posts.id, postId)).for('no key update');
}

/** @throws RoomkeyError `not_found` */
export async function findReadable(
  db: Database,
  postId: string,
  asker: Asker,
): Promise<{ readonly authorId: string }> {
  const [post] = await db
    .select({ authorId: posts.authorId })
    .from(posts)
    .where(and(eq(posts.id, postId), readableBy(inQuery(asker))));
  if (post === undefined) throw noSuchPost();
  return post;
}

/** Hidden or missing: nobody can tell which. */
export const noSuchPost = (): RoomkeyError => new RoomkeyError('not_found', { message: 'No such post' });
