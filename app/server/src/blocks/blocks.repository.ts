import type { Block } from '@board/contract';
import { and, desc, eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { postBlocks, user } from '../db/schema/index.ts';

export interface BlockKey {
  readonly postId: string;
  readonly userId: string;
}

/** Newest first. */
export async function listBlocks(db: Database, postId: string): Promise<readonly Block[]> {
  const rows = await db
    .select({ user: { id: user.id, name: user.name, avatar: user.image }, createdAt: postBlocks.createdAt })
    .from(postBlocks)
    .innerJoin(user, eq(user.id, postBlocks.userId))
    .where(eq(postBlocks.postId, postId))
    .orderBy(desc(postBlocks.createdAt), postBlocks.userId);
  return rows.map((row) => ({ user: row.user, createdAt: row.createdAt.toISOString() }));
}

export async function insertBlock(db: Database, key: BlockKey): Promise<void> {
  await db.insert(postBlocks).values(key).onConflictDoNothing();
}

export async function deleteBlock(db: Database, { postId, userId }: BlockKey): Promise<void> {
  await db.delete(postBlocks).where(and(eq(postBlocks.postId, postId), eq(postBlocks.userId, userId)));
}

export async function findUser(db: Database, id: string) {
  const [row] = await db.select({ id: user.id, role: user.role }).from(user).where(eq(user.id, id));
  return row ?? null;
}
