import type { BoardContract } from '@board/contract';
import { useState } from 'react';
import type { RoomHandle } from 'roomkey/react';
import { useRoom, useSession } from '../../lib/roomkey.ts';
import { useReader } from '../session/use-reader.ts';
import { isLost, useForgetLost } from './lost-post.ts';

/** `lost`: it was open on this page and may not be read any more. `missing`: there was nothing to open. */
export type PostAccess = 'open' | 'lost' | 'missing';

interface PostRoom {
  readonly room: RoomHandle<BoardContract, 'watch'>;
  readonly access: PostAccess;
}

/** Watches the post of a page until it is lost; another reader, or the same one in another role, begins anew. */
export function usePostRoom(postId: string): PostRoom {
  const reader = useReader();
  const { user } = useSession();
  const rights = user === null ? 'anonymous' : `${user.id} ${user.role}`;
  const [wasJoined, setWasJoined] = useState(false);
  const [lostWith, setLostWith] = useState<string | null>(null);
  const lost = lostWith === rights;
  // A lost room is given up: whoever comes back to the post later has to be asked about anew.
  const room = useRoom('watch', reader === undefined || lost ? null : { postId });
  if (room.status === 'joined' && !wasJoined) setWasJoined(true);
  if (isLost(room) && !lost) setLostWith(rights);
  useForgetLost(postId, lost);
  if (!lost) return { room, access: 'open' };
  return { room, access: wasJoined ? 'lost' : 'missing' };
}
