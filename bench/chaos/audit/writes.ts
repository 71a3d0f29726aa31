import { isAcknowledged } from '../load/journal.ts';
import type { Operation } from '../load/journal.ts';
import type { StoredPost } from './stored.ts';

export interface WritesFound {
  readonly acknowledged: number;
  /** Never acknowledged, however often they were asked for. */
  readonly unanswered: number;
  /** Acknowledged, and not there. */
  readonly lost: number;
  /** There more than once. */
  readonly doubled: number;
  /** Posts whose counts are not the number of rows. */
  readonly miscounted: number;
  /** Rows that nobody asked for. */
  readonly unasked: number;
}

type Posts = ReadonlyMap<string, StoredPost>;

/** Compares what was acknowledged with what is stored; `operations` in the order in which they were asked for. */
export function auditWrites(operations: readonly Operation[], posts: Posts): WritesFound {
  const comments = operations.filter(({ kind }) => kind === 'comment');
  const times = bodyTimes(posts);
  const lastOf = new Map<string, Operation>();
  for (const each of operations)
    if (each.kind !== 'comment') lastOf.set(`${each.postId} ${each.userId}`, each);
  const lostComments = comments.filter((each) => isAcknowledged(each) && !times.has(each.opId)).length;
  const lostLikes = [...lastOf.values()].filter(
    (each) => isAcknowledged(each) && !isAsAsked(each, posts),
  ).length;
  const known = new Set(comments.map(({ opId }) => opId));
  return {
    acknowledged: operations.filter(isAcknowledged).length,
    unanswered: operations.filter((each) => !isAcknowledged(each)).length,
    lost: lostComments + lostLikes,
    doubled: [...times.values()].filter((count) => count > 1).length,
    miscounted: [...posts.values()].filter(isMiscounted).length,
    unasked: [...times.keys()].filter((body) => !known.has(body)).length,
  };
}

const isAsAsked = ({ kind, postId, userId }: Operation, posts: Posts): boolean =>
  posts.get(postId)?.likedBy.has(userId) === (kind === 'like');

const isMiscounted = ({ likeCount, likedBy, commentCount, comments }: StoredPost): boolean =>
  likeCount !== likedBy.size || commentCount !== comments.size;

function bodyTimes(posts: Posts): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { comments } of posts.values())
    for (const body of comments.values()) times.set(body, (times.get(body) ?? 0) + 1);
  return times;
}
