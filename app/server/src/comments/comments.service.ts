import type { Comment, NewComment, Page } from '@board/contract';
import { RoomkeyError } from 'roomkey/contract';
import { holdSession } from '../auth/subjects.ts';
import type { Actor } from '../auth/actor.ts';
import type { Database } from '../db/database.ts';
import { findAuthorId } from '../posts/posts.repository.ts';
import type { PageOptions } from '../posts/posts.repository.ts';
import {
  findByOperation,
  forgetComments,
  holdPost,
  insertComment,
  listComments,
} from './comments.repository.ts';

export interface CommentAction extends Actor {
  readonly postId: string;
  readonly input: NewComment;
}

/** A comment and whether this request stored it. */
export interface AddedComment {
  readonly comment: Comment;
  readonly added: boolean;
}

export interface CommentService {
  /** @throws RoomkeyError `not_found` */
  list(postId: string, page: PageOptions): Promise<Page<Comment>>;
  /**
   * Idempotent by `opId`: the same again answers with what was stored.
   * @throws RoomkeyError `session_revoked`, `not_found`, or `conflict` when the `opId` was used for something else
   */
  add(action: CommentAction): Promise<AddedComment>;
  /** Before a user is deleted. */
  forgetUser(userId: string): Promise<void>;
}

export function createCommentService(db: Database): CommentService {
  return {
    list: async (postId, page) => {
      if ((await findAuthorId(db, postId)) === null) throw noSuchPost();
      return listComments(db, postId, page);
    },
    add: (action) => db.transaction((transaction) => add(transaction, action)),
    forgetUser: (userId) => forgetComments(db, userId),
  };
}

async function add(
  transaction: Database,
  { user, sessionId, postId, input }: CommentAction,
): Promise<AddedComment> {
  await holdSession(transaction, { user, sessionId });
  if (!(await holdPost(transaction, postId))) throw noSuchPost();
  const added = await insertComment(transaction, { ...input, postId, authorId: user.id });
  const comment = await findByOperation(transaction, user.id, input.opId);
  if (comment === null || comment.postId !== postId || comment.body !== input.body)
    throw new RoomkeyError('conflict');
  return { comment, added };
}

const noSuchPost = (): RoomkeyError => new RoomkeyError('not_found', { message: 'No such post' });
