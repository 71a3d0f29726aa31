import type { Author, Post } from '@board/contract';
import { useSession } from '../../lib/roomkey.ts';

/** Authors manage their posts and admins any. The server decides; this only spares the others a menu of refusals. */
export function useMayManage({ author }: Pick<Post, 'author'>): boolean {
  const { user } = useSession();
  return user !== null && (user.id === author.id || user.role === 'admin');
}

/** Whether somebody could be blocked from a post by the reader: neither the reader nor the author can. */
export function useMayBlock(post: Pick<Post, 'author'>): (person: Author) => boolean {
  const { user } = useSession();
  const mayManage = useMayManage(post);
  return ({ id }) => mayManage && id !== user?.id && id !== post.author.id;
}
