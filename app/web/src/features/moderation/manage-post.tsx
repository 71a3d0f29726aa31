import { Menu } from '@base-ui/react/menu';
import type { Post } from '@board/contract';
import { ChevronDown } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { MenuItem, MenuPopup } from '../../components/menu.tsx';
import { BlockedPeople } from './blocked-people.tsx';
import { useDeletePost } from './use-delete-post.ts';
import { useVisibility } from './use-visibility.ts';

type Dialog = 'blocked-people' | 'delete' | null;

/** What its author and admins do about a post as a whole. */
export function ManagePost({ post }: { readonly post: Post }): ReactElement {
  const trigger = useRef<HTMLButtonElement>(null);
  const [dialog, setDialog] = useState<Dialog>(null);
  const setVisibility = useVisibility(post.id);
  const deletePost = useDeletePost(post.id);
  const isPrivate = post.visibility === 'private';
  const dialogProps = (name: Dialog) => ({
    open: dialog === name,
    onOpenChange: (open: boolean) => setDialog(open ? name : null),
    finalFocus: trigger,
  });
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger ref={trigger} render={<Button className="ml-auto px-3" />}>
          Manage post
          <ChevronDown aria-hidden="true" className="size-4 text-soft" />
        </Menu.Trigger>
        <MenuPopup label={isPrivate ? 'This post is private' : 'This post is public'}>
          <MenuItem onClick={() => setVisibility(isPrivate ? 'public' : 'private')}>
            {isPrivate ? 'Make public' : 'Make private'}
          </MenuItem>
          <MenuItem onClick={() => setDialog('blocked-people')}>Blocked people</MenuItem>
          <MenuItem grave onClick={() => setDialog('delete')}>
            Delete post
          </MenuItem>
        </MenuPopup>
      </Menu.Root>
      <BlockedPeople postId={post.id} {...dialogProps('blocked-people')} />
      <ConfirmDialog
        {...dialogProps('delete')}
        title="Delete this post?"
        action="Delete"
        onConfirm={deletePost}
      >
        The post, its comments and its likes are gone for everybody. This cannot be undone.
      </ConfirmDialog>
    </>
  );
}
