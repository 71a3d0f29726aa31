import type { BoardContract } from '@board/contract';
import type { BaseUser, RoomkeyOptions } from 'roomkey/server';
import type { Server } from 'socket.io';
import { noSuchPost } from '../posts/post-access.ts';
import type { PostService } from '../posts/posts.service.ts';

type Policies = RoomkeyOptions<BoardContract, BaseUser>['rooms'];

/**
 * Who reads a post may be in its rooms. A post that is hidden from a newcomer is `not_found`, like one that does
 * not exist; whoever is in the room has seen it, and hears that it is `forbidden` now.
 */
export function roomPolicies(io: Server, { access }: Pick<PostService, 'access'>): Policies {
  const mayRead =
    (room: keyof Policies): Policies['watch'] =>
    async ({ user, params: { postId } }) => {
      const answer = await access({ postId, asker: user });
      if (answer === 'readable') return true;
      if (answer === 'hidden' && isInRoom(io, `${room}:${postId}`, user)) return false;
      throw noSuchPost();
    };
  return { post: mayRead('post'), watch: mayRead('watch'), glance: mayRead('glance') };
}

/** Whether a connection of the user, or of any anonymous visitor, is in a room of this process. */
function isInRoom(io: Server, room: string, user: BaseUser | null): boolean {
  const { adapter, sockets } = io.sockets;
  const members = [...(adapter.rooms.get(room) ?? [])].map((id) => sockets.get(id)?.data.user);
  return members.some((member) => member?.id === user?.id);
}
