import type { BoardContract } from '@board/contract';
import type { BaseUser, RoomkeyOptions } from 'roomkey/server';
import { noSuchPost } from '../posts/post-access.ts';
import type { PostService } from '../posts/posts.service.ts';

type Policies = RoomkeyOptions<BoardContract, BaseUser>['rooms'];

/**
 * Who reads a post may be in its rooms. A post that is hidden from a newcomer is `not_found`, like one that does
 * not exist; whoever is in the room has seen it, and hears that it is `forbidden` now.
 */
export function roomPolicies({ access }: Pick<PostService, 'access'>): Policies {
  const mayRead: Policies['watch'] = async ({ user, params: { postId }, member }) => {
    const answer = await access({ postId, asker: user });
    if (answer === 'readable') return true;
    if (answer === 'hidden' && member) return false;
    throw noSuchPost();
  };
  return { post: mayRead, watch: mayRead, glance: mayRead };
}
