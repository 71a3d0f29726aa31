import type { Post } from '@board/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { commentsKey, postKey } from '../../lib/query-keys.ts';
import { useRequest } from '../../lib/roomkey.ts';
import { useReader } from '../session/use-reader.ts';
import { patchPost, withViews } from './post-cache.ts';
import { usePostEvents } from './use-post-events.ts';
import { usePostRoom } from './use-post-room.ts';
import type { PostAccess } from './use-post-room.ts';

/** Keeps an open post true: join, then snapshot, then only what is newer. Also counts the visit. */
export function useLivePost(postId: string): PostAccess {
  const queries = useQueryClient();
  const reader = useReader();
  const { room, access } = usePostRoom(postId);
  const joined = room.status === 'joined';
  const view = useRequest('view-post', {
    onSuccess: ({ viewCount }) => {
      if (reader !== undefined)
        patchPost(queries, { reader, postId }, (post: Post) => withViews(post, viewCount));
    },
  });

  usePostEvents(room, reader);

  useEffect(() => {
    if (!joined || reader === undefined) return;
    void queries.invalidateQueries({ queryKey: postKey(reader, postId) });
    void queries.invalidateQueries({ queryKey: commentsKey(reader, postId) });
    void view.send({ postId });
    // `view` is not stable and must not repeat the visit.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [queries, reader, postId, joined]);

  return access;
}
