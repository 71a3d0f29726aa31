import type { Actor } from '../auth/actor.ts';
import type { Database } from '../db/database.ts';
import { inGroups } from '../db/groups.ts';
import { found, writeAsReaders } from './post-access.ts';
import type { PostTarget } from './post-access.ts';
import { countViews } from './views.repository.ts';

/** Without an actor it is an anonymous visitor. */
export interface ViewTarget extends PostTarget<Actor | null> {
  readonly visitor: string;
}

export interface ViewOutcome {
  readonly viewCount: number;
  /** Whether this visitor had not been counted before. */
  readonly counted: boolean;
  /** Whether the room is to be told by this one: of those that were committed together one is enough. */
  readonly announce: boolean;
}

/**
 * Counts views, each visitor once, in groups like likes.
 *
 * @throws RoomkeyError `session_revoked`, `not_found`, `unavailable`
 */
export function createViews(db: Database): (target: ViewTarget) => Promise<ViewOutcome> {
  return inGroups({
    lineOf: ({ postId }) => postId,
    userOf: ({ actor }) => actor?.user.id ?? null,
    writeAll: (postId, writes: readonly ViewTarget[]) =>
      writeAsReaders(db, { postId, writes }, (transaction, admitted) =>
        countGroup(transaction, postId, admitted),
      ),
  });
}

async function countGroup(
  transaction: Database,
  postId: string,
  targets: readonly ViewTarget[],
): Promise<(target: ViewTarget) => ViewOutcome> {
  const visitors = targets.map(({ visitor }) => visitor);
  const { viewCount, counted } = found(await countViews(transaction, postId, visitors));
  // A visitor may be there several times: the first look is the one that counts.
  const uncounted = new Set(counted);
  const news = targets.filter(({ visitor }) => uncounted.delete(visitor));
  const counts = new Set(news);
  return (target) => ({ viewCount, counted: counts.has(target), announce: target === news[0] });
}
