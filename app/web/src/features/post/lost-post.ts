import type { BoardContract } from '@board/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RoomHandle } from 'roomkey/react';
import { forgetPost } from './post-cache.ts';

/**
 * Whether the server says that a post is not the reader's to see: from that moment nothing of it may be shown.
 * An outage or a token that ran out says nothing about the post.
 */
export function isLost(
  room: RoomHandle<BoardContract, 'watch'> | RoomHandle<BoardContract, 'glance'>,
): boolean {
  return room.status === 'denied' && (room.error.code === 'forbidden' || room.error.code === 'not_found');
}

/** Also drops what is kept of a lost post. */
export function useForgetLost(postId: string, lost: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (lost) forgetPost(queries, postId);
  }, [queries, postId, lost]);
}
