import type { Comment, NewComment, Page } from '@board/contract';
import { RoomkeyError } from 'roomkey/contract';
import type { Database } from '../db/database.ts';
import { findReadable, writeAsReader } from '../posts/post-access.ts';
import type { PostTarget } from '../posts/post-access.ts';
import type { Asker } from '../posts/posts.policy.ts';
import type { PageOptions } from '../posts/posts.repository.ts';
import { findByOperation, forgetComments, insertComment, listComments } from './comments.repository.ts';

/** A comment and whether this request stored it. */
export interface AddedComment {
  readonly comment: Comment;
  readonly added: boolean;
}

export interface ListComments extends PageOptions {
  readonly postId: string;
}

export interface CommentService {
  /** @throws RoomkeyError `not_found` */
  list(page: ListComments, reader: Asker): Promise<Page<Comment>>;
  /**
   * Idempotent by `opId`: the same again answers with what was stored.
   * @throws RoomkeyError `session_revoked`, `not_found`, or `conflict` when the `opId` was used for something else
   */
  add(target: PostTarget, input: NewComment): Promise<AddedComment>;
  /** Before a user is deleted. */
  forgetUser(userId: string): Promise<void>;
}

export function createCommentService(db: Database): CommentService {
  return {
    list: async ({ postId, ...page }, reader) => {
      await findReadable(db, postId, reader);
      return listComments(db, postId, page);
    },
    add: (target, input) => writeAsReader(db, target, (transaction) => add(transaction, target, input)),
    forgetUser: (userId) => forgetComments(db, userId),
  };
}

async function add(
  transaction: Database,
  { postId, actor: { user } }: PostTarget,
  input: NewComment,
): Promise<AddedComment> {
  const added = await insertComment(transaction, { ...input, postId, authorId: user.id });
  const comment = await findByOperation(transaction, user.id, input.opId);
  if (comment === null || comment.postId !== postId || comment.body !== input.body)
    throw new RoomkeyError('conflict');
  return { comment, added };
}
