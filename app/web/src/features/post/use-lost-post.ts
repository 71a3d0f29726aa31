import type { BoardContract } from '@board/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RoomHandle } from 'roomkey/react';
import { forgetPost } from './post-cache.ts';

/**
 * True when the server says that a post is not the reader's to see: from that moment nothing of it may be shown,
 * and what is kept of it is dropped.
 */
export function useLostPost(room: RoomHandle<BoardContract, 'watch'>): boolean {
  const queries = useQueryClient();
  const postId = room.params?.postId;
  // An outage or a token that ran out says nothing about the post.
  const lost =
    room.status === 'denied' && (room.error.code === 'forbidden' || room.error.code === 'not_found');
  useEffect(() => {
    if (lost && postId !== undefined) forgetPost(queries, postId);
  }, [queries, lost, postId]);
  return lost;
}
