import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Reader } from '../../lib/http.ts';
import { commentsKey, postKey } from '../../lib/query-keys.ts';
import { useClient } from '../../lib/roomkey.ts';
import { useReader } from '../session/use-reader.ts';
import { hear } from './post-cache.ts';
import type { Shown } from './post-cache.ts';
import { usePostEvents } from './use-post-events.ts';
import { usePostRoom } from './use-post-room.ts';
import type { PostAccess } from './use-post-room.ts';

/**
 * Keeps an open post true: join, then snapshot, then only what is newer; and so again after every break. Also
 * counts the visit.
 */
export function useLivePost(postId: string): PostAccess {
  const queries = useQueryClient();
  const reader = useReader();
  const { room, access } = usePostRoom(postId);
  const joined = room.status === 'joined';
  const countVisit = useCountVisit();

  usePostEvents(room, reader);

  useEffect(() => {
    if (!joined || reader === undefined) return;
    void readAgain(queries, postKey(reader, postId));
    void readAgain(queries, commentsKey(reader, postId));
    void countVisit({ reader, postId });
    // oxlint-disable-next-line react/exhaustive-deps -- `countVisit` is not stable and must not repeat the visit
  }, [queries, reader, postId, joined]);

  return access;
}

/** An answer that is on its way was asked for before the room was joined, and may miss what happened until then. */
async function readAgain(queries: QueryClient, queryKey: readonly unknown[]): Promise<void> {
  await queries.cancelQueries({ queryKey, exact: true });
  await queries.invalidateQueries({ queryKey, exact: true });
}

/** Counts a visit once for each reader, however often the connection breaks. */
function useCountVisit(): (visit: Shown) => Promise<void> {
  const client = useClient();
  const queries = useQueryClient();
  const counted = useRef<Reader | undefined>(undefined);
  return async (visit) => {
    if (counted.current === visit.reader) return;
    try {
      const { viewCount } = await client.request('view-post', { postId: visit.postId });
      counted.current = visit.reader;
      hear(queries, visit, { views: { viewCount } });
    } catch {
      // The next time that the room is joined counts as well.
    }
  };
}
