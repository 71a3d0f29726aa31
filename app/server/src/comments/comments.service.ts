import type { AddedComment, CommentPage, NewComment } from '@board/contract';
import { RoomkeyError } from 'roomkey/contract';
import type { Database } from '../db/database.ts';
import { findReadable, writeAsReader } from '../posts/post-access.ts';
import type { PostTarget } from '../posts/post-access.ts';
import type { Asker } from '../posts/posts.policy.ts';
import { decodeSeq } from './comment-cursor.ts';
import {
  countComments,
  findByOperation,
  forgetComments,
  insertComment,
  listComments,
} from './comments.repository.ts';

/** A comment, how many there are now, and whether this request stored it. */
export type CommentOutcome = AddedComment & { readonly added: boolean };

export interface ListComments {
  readonly postId: string;
  /** Where the page before ended. */
  readonly cursor?: string | undefined;
  /** The `seq` of the comment before the first that is asked for. */
  readonly after?: number | undefined;
  readonly limit: number;
}

export interface CommentService {
  /** @throws RoomkeyError `not_found` */
  list(page: ListComments, reader: Asker): Promise<CommentPage>;
  /**
   * Idempotent by `opId`: the same again answers with what was stored.
   * @throws RoomkeyError `session_revoked`, `not_found`, or `conflict` when the `opId` was used for something else
   */
  add(target: PostTarget, input: NewComment): Promise<CommentOutcome>;
  /** Before a user is deleted. */
  forgetUser(userId: string): Promise<void>;
}

export function createCommentService(db: Database): CommentService {
  return {
    list: async ({ postId, cursor, after = decodeSeq(cursor), limit }, reader) => {
      const { commentSeq } = await findReadable(db, postId, reader);
      return { ...(await listComments(db, postId, { after, limit })), latest: commentSeq };
    },
    add: (target, input) => writeAsReader(db, target, (transaction) => add(transaction, target, input)),
    forgetUser: (userId) => forgetComments(db, userId),
  };
}

async function add(
  transaction: Database,
  { postId, actor: { user } }: PostTarget,
  input: NewComment,
): Promise<CommentOutcome> {
  const added = await insertComment(transaction, { ...input, postId, authorId: user.id });
  const comment = await findByOperation(transaction, user.id, input.opId);
  if (comment === null || comment.postId !== postId || comment.body !== input.body)
    throw new RoomkeyError('conflict');
  return { comment, commentCount: await countComments(transaction, postId), added };
}
