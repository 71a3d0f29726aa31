import type { BoardContract } from '@board/contract';
import { useQueryClient } from '@tanstack/react-query';
import type { RoomHandle } from 'roomkey/react';
import type { Reader } from '../../lib/http.ts';
import { useRoomEvent } from '../../lib/roomkey.ts';
import { addComment, patchPost, withLikes, withViews } from './post-cache.ts';

/** Lets what a watched post tells reach the reader's cache. */
export function usePostEvents(room: RoomHandle<BoardContract, 'watch'>, reader: Reader | undefined): void {
  const queries = useQueryClient();
  useRoomEvent(room, 'like-update', ({ postId, likeCount, version }) => {
    if (reader !== undefined)
      patchPost(queries, { reader, postId }, (post) => withLikes(post, { likeCount, version }));
  });
  useRoomEvent(room, 'view-update', ({ postId, viewCount }) => {
    if (reader !== undefined) patchPost(queries, { reader, postId }, (post) => withViews(post, viewCount));
  });
  useRoomEvent(room, 'comment-added', ({ comment }) => {
    if (reader !== undefined) addComment(queries, reader, comment);
  });
}
