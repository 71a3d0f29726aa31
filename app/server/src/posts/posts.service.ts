import type { NewPost, Page, Post, PostChange } from '@board/contract';
import type { Actor } from '../auth/actor.ts';
import { holdSession } from '../auth/subjects.ts';
import type { Database } from '../db/database.ts';
import { createLikes } from './likes.service.ts';
import type { LikeChange } from './likes.service.ts';
import { createAccessCheck, found, writeAsManager } from './post-access.ts';
import type { Access, AccessQuestion, PostTarget } from './post-access.ts';
import type { Asker } from './posts.policy.ts';
import {
  deletePost,
  findPost,
  forgetLikes,
  insertPost,
  listPosts,
  setVisibility,
} from './posts.repository.ts';
import type { PageOptions } from './posts.repository.ts';
import { createViews } from './views.service.ts';
import type { ViewOutcome } from './views.service.ts';

/** Posts as each reader may see them: a post that is hidden from somebody is `not_found` for them. */
export interface PostService {
  list(page: PageOptions, reader: Asker): Promise<Page<Post>>;
  /** @throws RoomkeyError `not_found` */
  get(postId: string, reader: Asker): Promise<Post>;
  access(question: AccessQuestion): Promise<Access>;
  /** @throws RoomkeyError `session_revoked` */
  create(actor: Actor, input: NewPost): Promise<Post>;
  /** @throws RoomkeyError `session_revoked`, `not_found`, `forbidden` */
  change(target: PostTarget, change: PostChange): Promise<Post>;
  /** @throws RoomkeyError `session_revoked`, `not_found`, `forbidden` */
  remove(target: PostTarget): Promise<void>;
  /** Idempotent. @throws RoomkeyError `session_revoked`, `not_found` */
  like(target: PostTarget): Promise<LikeChange>;
  /** Idempotent. @throws RoomkeyError `session_revoked`, `not_found` */
  unlike(target: PostTarget): Promise<LikeChange>;
  /** Counts each visitor once; without an actor an anonymous one. @throws RoomkeyError `session_revoked`, `not_found` */
  view(target: PostTarget<Actor | null>, visitor: string): Promise<ViewOutcome>;
  /** Before a user is deleted. */
  forgetUser(userId: string): Promise<void>;
}

export function createPostService(db: Database): PostService {
  const writeLike = createLikes(db);
  const countView = createViews(db);
  return {
    list: (page, reader) => listPosts(db, page, reader),
    get: async (postId, reader) => found(await findPost(db, postId, reader)),
    access: createAccessCheck(db),
    create: (actor, input) =>
      db.transaction(async (transaction) => {
        const author = await holdSession(transaction, actor);
        const postId = await insertPost(transaction, author.id, input);
        return found(await findPost(transaction, postId, author));
      }),
    change: (target, { visibility }) =>
      writeAsManager(db, target, async (transaction, { manager }) => {
        await setVisibility(transaction, target.postId, visibility);
        return found(await findPost(transaction, target.postId, manager));
      }),
    remove: (target) => writeAsManager(db, target, (transaction) => deletePost(transaction, target.postId)),
    like: (target) => writeLike({ ...target, liked: true }),
    unlike: (target) => writeLike({ ...target, liked: false }),
    view: (target, visitor) => countView({ ...target, visitor }),
    forgetUser: (userId) => forgetLikes(db, userId),
  };
}
