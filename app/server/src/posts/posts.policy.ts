import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { postBlocks, posts } from '../db/schema/index.ts';

/** What a rule needs to know of whoever asks; null is an anonymous visitor. */
export type Asker = { readonly id: string; readonly role: string } | null;

/** Authors manage their own posts, admins any: who reads them, who is blocked, and whether they stay. */
export function mayManagePost(asker: Asker, authorId: string): boolean {
  return asker !== null && (asker.id === authorId || isAdmin(asker));
}

export function isAdmin(asker: Asker): boolean {
  return asker?.role === 'admin';
}

/** An asker as a query knows it: values, or columns of a table of askers. */
export interface AskerInQuery {
  readonly id: string | null | SQL;
  readonly isAdmin: boolean | SQL;
}

export const inQuery = (asker: Asker): AskerInQuery => ({ id: asker?.id ?? null, isAdmin: isAdmin(asker) });

/**
 * The condition under which a row of `posts` may be read, and with it liked, watched and commented on: the post
 * is public and does not block the asker, or it is theirs, or they are an admin.
 */
export function readableBy({ id, isAdmin: admin }: AskerInQuery): SQL<boolean> {
  return sql<boolean>`(${admin} or ${posts.authorId} = ${id} or (${posts.visibility} = 'public' and not exists (
    select from ${postBlocks} where ${postBlocks.postId} = ${posts.id} and ${postBlocks.userId} = ${id})))`;
}
