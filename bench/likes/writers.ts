import type { Actor } from '../../app/server/src/auth/actor.ts';
import type { Database } from '../../app/server/src/db/database.ts';
import { writeLikes } from '../../app/server/src/posts/likes.repository.ts';
import { createLikes } from '../../app/server/src/posts/likes.service.ts';
import { writeAsReader } from '../../app/server/src/posts/post-access.ts';

export interface Like {
  readonly postId: string;
  readonly actor: Actor;
  readonly liked: boolean;
}

export type WriteLike = (like: Like) => Promise<unknown>;

/** The board's own way. */
export const inGroups = (db: Database): WriteLike => createLikes(db);

/** As many as the pool has connections: more would only wait in it, and be given up when the machine is slow. */
const AT_ONCE = 10;

/** The control: the same statements, with the same locks, in a transaction for each. */
export function eachAlone(db: Database): WriteLike {
  const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  let writes = 0;
  return (like) => {
    const lane = writes % AT_ONCE;
    writes += 1;
    const written = Promise.resolve(lanes[lane]).then(() => writeOne(db, like));
    lanes[lane] = written.catch(() => undefined);
    return written;
  };
}

const writeOne = (db: Database, { postId, actor, liked }: Like): Promise<unknown> =>
  writeAsReader(db, { postId, actor }, (transaction) =>
    writeLikes(transaction, postId, [{ userId: actor.user.id, liked }]),
  );
