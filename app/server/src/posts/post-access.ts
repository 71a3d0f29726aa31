import { and, eq, sql } from 'drizzle-orm';
import { RoomkeyError } from 'roomkey/contract';
import { inBatches } from 'roomkey/server';
import { z } from 'zod';
import type { Actor } from '../auth/actor.ts';
import { holdSession, holdSessions } from '../auth/subjects.ts';
import { queryRows } from '../db/database.ts';
import type { Database } from '../db/database.ts';
import type { Written } from '../db/groups.ts';
import { posts } from '../db/schema/index.ts';
import { inQuery, mayManagePost, readableBy } from './posts.policy.ts';
import type { Asker } from './posts.policy.ts';

/** What a post is to somebody; hidden and missing must look the same to whoever has not seen it before. */
export type Access = 'readable' | 'hidden' | 'missing';

export type AccessQuestion = { readonly postId: string; readonly asker: Asker };

/** Says who may read what: one query for all who ask while another is being answered. */
export function createAccessCheck(db: Database): (question: AccessQuestion) => Promise<Access> {
  return inBatches((questions: readonly AccessQuestion[]) => findAccess(db, questions), { windowMs: 0 });
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
export async function writeAsReader<Result>(
  db: Database,
  { postId, actor }: PostTarget<Actor | null>,
  write: (transaction: Database) => Promise<Result>,
): Promise<Result> {
  const writes = [{ actor }];
  const [written] = await writeAsReaders(db, { postId, writes }, async (transaction) => {
    const result = await write(transaction);
    return () => result;
  });
  if (written instanceof RoomkeyError) throw written;
  return written as Result;
}

interface ByReader {
  readonly actor: Actor | null;
}

/**
 * The same for writes of several users to one post, of each user one, in one transaction and as many statements as
 * for one of them. `write` gets those who may, and says what came of each. The answer has the order of the
 * writes, with the refusal of whoever may not.
 */
export function writeAsReaders<Write extends ByReader, Result>(
  db: Database,
  { postId, writes }: { readonly postId: string; readonly writes: readonly Write[] },
  write: (transaction: Database, admitted: readonly Write[]) => Promise<(write: Write) => Result>,
): Promise<readonly Written<Result>[]> {
  return db.transaction(async (transaction) => {
    const askers = await holdAskers(transaction, writes);
    await lockPost(transaction, postId);
    const refusals = await findRefusals(transaction, postId, askers);
    const admitted = writes.filter((_, index) => refusals[index] === null);
    if (admitted.length === 0) return refusals as readonly RoomkeyError[];
    const resultOf = await write(transaction, admitted);
    return writes.map((one, index) => refusals[index] ?? resultOf(one));
  });
}

/** In the order of the writes; undefined where the session is over. */
async function holdAskers(
  transaction: Database,
  writes: readonly ByReader[],
): Promise<readonly (Asker | undefined)[]> {
  const actors = writes.map(({ actor }) => actor).filter((actor) => actor !== null);
  const held = (await holdSessions(transaction, actors)).values();
  return writes.map(({ actor }) => (actor === null ? null : (held.next().value ?? undefined)));
}

async function findRefusals(
  transaction: Database,
  postId: string,
  askers: readonly (Asker | undefined)[],
): Promise<readonly (RoomkeyError | null)[]> {
  const questions = askers.map((asker) => ({ postId, asker: asker ?? null }));
  const access = await findAccess(transaction, questions);
  return askers.map((asker, index) => {
    if (asker === undefined) return new RoomkeyError('session_revoked');
    return access[index] === 'readable' ? null : noSuchPost();
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
): Promise<{ readonly authorId: string; readonly commentSeq: number }> {
  const [post] = await db
    .select({ authorId: posts.authorId, commentSeq: posts.commentSeq })
    .from(posts)
    .where(and(eq(posts.id, postId), readableBy(inQuery(asker))));
  if (post === undefined) throw noSuchPost();
  return post;
}

/** Hidden or missing: nobody can tell which. */
export const noSuchPost = (): RoomkeyError => new RoomkeyError('not_found', { message: 'No such post' });

/** @throws RoomkeyError `not_found` for null */
export function found<Value>(value: Value | null): Value {
  if (value === null) throw noSuchPost();
  return value;
}
