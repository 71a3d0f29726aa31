import type { Block } from '@board/contract';
import { RoomkeyError } from 'roomkey/contract';
import type { Database } from '../db/database.ts';
import { writeAsManager } from '../posts/post-access.ts';
import type { PostTarget } from '../posts/post-access.ts';
import { mayManagePost } from '../posts/posts.policy.ts';
import { deleteBlock, findUser, insertBlock, listBlocks } from './blocks.repository.ts';

/** Who is kept from a post by its author or an admin. Every call throws `session_revoked`, `not_found` or `forbidden`. */
export interface BlockService {
  list(target: PostTarget): Promise<readonly Block[]>;
  /** Idempotent. @throws RoomkeyError `conflict` for the author and for admins, whom no block keeps out */
  add(target: PostTarget, userId: string): Promise<void>;
  /** Idempotent. */
  remove(target: PostTarget, userId: string): Promise<void>;
}

export function createBlockService(db: Database): BlockService {
  return {
    list: (target) => writeAsManager(db, target, (transaction) => listBlocks(transaction, target.postId)),
    add: (target, userId) =>
      writeAsManager(db, target, async (transaction, { authorId }) => {
        const blocked = await findUser(transaction, userId);
        if (blocked === null) throw new RoomkeyError('not_found', { message: 'No such user' });
        if (mayManagePost(blocked, authorId)) {
          const message = 'The author of a post and admins cannot be blocked from it';
          throw new RoomkeyError('conflict', { message });
        }
        await insertBlock(transaction, { postId: target.postId, userId });
      }),
    remove: (target, userId) =>
      writeAsManager(db, target, (transaction) =>
        deleteBlock(transaction, { postId: target.postId, userId }),
      ),
  };
}
