import type { BoardContract, Comment } from '@board/contract';
import { useQueryClient } from '@tanstack/react-query';
import type { RoomHandle } from 'roomkey/react';
import type { Reader } from '../../lib/http.ts';
import { useRoomEvent } from '../../lib/roomkey.ts';
import type { Facts } from './facts.ts';
import { hear, hearComment } from './post-cache.ts';

/** Lets what a post's room tells reach the reader's cache: the counts, and for `watch` the comments. */
export function usePostEvents(
  room: RoomHandle<BoardContract, 'watch'> | RoomHandle<BoardContract, 'glance'>,
  reader: Reader | undefined,
): void {
  const queries = useQueryClient();
  const note = (postId: string, facts: Facts): void => {
    if (reader !== undefined) hear(queries, { reader, postId }, facts);
  };
  const noteComment = (comment: Comment): void => {
    // A list shows how many comments there are, not what is in them.
    if (reader !== undefined && room.name === 'watch') hearComment(queries, reader, comment);
  };
  useRoomEvent(room, 'like-update', ({ postId, likeCount, version }) =>
    note(postId, { likes: { likeCount, version } }),
  );
  useRoomEvent(room, 'view-update', ({ postId, viewCount }) => note(postId, { views: { viewCount } }));
  useRoomEvent(room, 'comment-added', ({ postId, comment, commentCount }) => {
    note(postId, { comments: { commentCount, commentSeq: comment.seq } });
    noteComment(comment);
  });
}
