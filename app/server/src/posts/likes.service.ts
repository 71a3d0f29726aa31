import type { MyLike } from '@board/contract';
import type { Actor } from '../auth/actor.ts';
import type { Database } from '../db/database.ts';
import { inGroups } from '../db/groups.ts';
import { writeLikes } from './likes.repository.ts';
import { found, writeAsReaders } from './post-access.ts';
import type { PostTarget } from './post-access.ts';

export interface LikeTarget extends PostTarget {
  readonly liked: boolean;
}

/** A like, with the count and version of when it was committed. */
export type LikeChange = MyLike & {
  /** Whether this write changed it; it may have been there. */
  readonly changed: boolean;
  /** Whether the room is to be told by this one: of those that were committed together one is enough. */
  readonly announce: boolean;
};

/**
 * Sets and takes back likes, in groups: likes that come while others of the post are being written share a
 * transaction, a count and a version. What one user asks for is done in the order in which they asked.
 *
 * @throws RoomkeyError `session_revoked`, `not_found`, `unavailable`
 */
export function createLikes(db: Database): (target: LikeTarget) => Promise<LikeChange> {
  return inGroups({
    lineOf: ({ postId }) => postId,
    userOf: ({ actor }) => actor.user.id,
    writeAll: (postId, writes: readonly LikeTarget[]) =>
      writeAsReaders(db, { postId, writes }, (transaction, admitted) =>
        writeGroup(transaction, postId, admitted),
      ),
  });
}

async function writeGroup(
  transaction: Database,
  postId: string,
  targets: readonly LikeTarget[],
): Promise<(target: { readonly actor: Actor; readonly liked: boolean }) => LikeChange> {
  const writes = targets.map(({ actor, liked }) => ({ userId: actor.user.id, liked }));
  const { likeCount, version, changed } = found(await writeLikes(transaction, postId, writes));
  const changedOf = new Set(changed);
  return ({ actor: { user }, liked }) => ({
    likeCount,
    version,
    likedByMe: liked,
    changed: changedOf.has(user.id),
    announce: user.id === changed[0],
  });
}
