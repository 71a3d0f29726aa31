import type { Post } from '@board/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { commentsKey, postKey } from '../../lib/query-keys.ts';
import { useRequest, useRoom } from '../../lib/roomkey.ts';
import { useReader } from '../session/use-reader.ts';
import { patchPost, withViews } from './post-cache.ts';
import { useLostPost } from './use-lost-post.ts';
import { usePostEvents } from './use-post-events.ts';

/** `lost`: it was open on this page and may not be read any more. `missing`: there was nothing to open. */
export type PostAccess = 'open' | 'lost' | 'missing';

/** Keeps an open post true: join, then snapshot, then only what is newer. Also counts the visit. */
export function useLivePost(postId: string): PostAccess {
  const queries = useQueryClient();
  const reader = useReader();
  const room = useRoom('watch', reader === undefined ? null : { postId });
  const joined = room.status === 'joined';
  const [wasJoined, setWasJoined] = useState(false);
  if (joined && !wasJoined) setWasJoined(true);
  const lost = useLostPost(room);
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

  if (!lost) return 'open';
  return wasJoined ? 'lost' : 'missing';
}
