import type { MyLike, NewPost, Page, Post } from '@board/contract';
import { RoomkeyError } from 'roomkey/contract';
import type { Actor } from '../auth/actor.ts';
import { holdSession } from '../auth/subjects.ts';
import type { Database } from '../db/database.ts';
import { deleteLike, insertLike } from './likes.repository.ts';
import type { LikeOutcome, PostAction } from './likes.repository.ts';
import { mayRemovePost } from './posts.policy.ts';
import {
  countView,
  deletePost,
  findAuthorId,
  findPost,
  forgetLikes,
  insertPost,
  listPosts,
} from './posts.repository.ts';
import type { PageOptions, ViewOutcome } from './posts.repository.ts';

/** A like and whether this request changed it, for nobody needs to hear of one that was there. */
export type LikeChange = MyLike & { readonly changed: boolean };

export interface PostService {
  list(page: PageOptions, readerId: string | null): Promise<Page<Post>>;
  /** @throws RoomkeyError `not_found` */
  get(postId: string, readerId: string | null): Promise<Post>;
  /** Every post that exists is for everybody. @throws RoomkeyError `not_found` */
  canRead(postId: string): Promise<true>;
  /** @throws RoomkeyError `session_revoked` */
  create(actor: Actor, input: NewPost): Promise<Post>;
  /** @throws RoomkeyError `session_revoked`, `not_found`, `forbidden` */
  remove(target: PostAction): Promise<void>;
  /** Idempotent. @throws RoomkeyError `session_revoked`, `not_found` */
  like(target: PostAction): Promise<LikeChange>;
  /** Idempotent. @throws RoomkeyError `session_revoked`, `not_found` */
  unlike(target: PostAction): Promise<LikeChange>;
  /** Counts each visitor once. @throws RoomkeyError `not_found` */
  view(target: { readonly postId: string; readonly visitor: string }): Promise<ViewOutcome>;
  /** Before a user is deleted. */
  forgetUser(userId: string): Promise<void>;
}

export function createPostService(db: Database): PostService {
  return {
    list: (page, readerId) => listPosts(db, page, readerId),
    get: async (postId, readerId) => found(await findPost(db, postId, readerId)),
    async canRead(postId) {
      found(await findAuthorId(db, postId));
      return true;
    },
    create: (actor, input) =>
      db.transaction(async (transaction) => {
        await holdSession(transaction, actor);
        const postId = await insertPost(transaction, actor.user.id, input);
        return found(await findPost(transaction, postId, actor.user.id));
      }),
    remove: (target) => db.transaction((transaction) => remove(transaction, target)),
    like: async (target) => toLikeChange(await insertLike(db, target), true),
    unlike: async (target) => toLikeChange(await deleteLike(db, target), false),
    view: async ({ postId, visitor }) => found(await countView(db, postId, visitor)),
    forgetUser: (userId) => forgetLikes(db, userId),
  };
}

async function remove(transaction: Database, target: PostAction): Promise<void> {
  await holdSession(transaction, target);
  const authorId = found(await findAuthorId(transaction, target.postId));
  if (!mayRemovePost(target.user, authorId)) throw new RoomkeyError('forbidden');
  await deletePost(transaction, target.postId);
}

function toLikeChange(
  { sessionLive, likeCount, version, changed }: LikeOutcome,
  likedByMe: boolean,
): LikeChange {
  if (!sessionLive) throw new RoomkeyError('session_revoked');
  if (likeCount === null || version === null) throw new RoomkeyError('not_found');
  return { likeCount, version, likedByMe, changed };
}

function found<Value>(value: Value | null): Value {
  if (value === null) throw new RoomkeyError('not_found', { message: 'No such post' });
  return value;
}
