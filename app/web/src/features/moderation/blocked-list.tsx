import type { Block } from '@board/contract';
import type { ReactElement } from 'react';
import { Avatar } from '../../components/avatar.tsx';
import { Button } from '../../components/button.tsx';
import { Loading } from '../../components/loading.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { toRoomkeyError } from '../../lib/errors.ts';
import { useBlock } from './use-block.ts';
import { useBlocks } from './use-blocks.ts';

export function BlockedList({ postId }: { readonly postId: string }): ReactElement {
  const { data: blocks, error } = useBlocks(postId);
  if (blocks === undefined) {
    if (error !== null) return <p className="text-sm text-alert">{toRoomkeyError(error).message}.</p>;
    return (
      <Loading label="Loading who is blocked">
        <Skeleton className="h-9 w-full" />
      </Loading>
    );
  }
  if (blocks.length === 0) return <p className="py-2 text-sm">Nobody is blocked.</p>;
  return (
    <ul aria-label="Blocked people" className="flex flex-col">
      {blocks.map((block) => (
        <BlockedPerson key={block.user.id} postId={postId} block={block} />
      ))}
    </ul>
  );
}

function BlockedPerson({
  postId,
  block: { user, createdAt },
}: {
  readonly postId: string;
  readonly block: Block;
}): ReactElement {
  const { unblock, busy } = useBlock(postId, user);
  return (
    <li className="flex items-center gap-3 border-t border-line py-3">
      <Avatar name={user.name} size="large" />
      <p className="min-w-0 flex-1 text-sm">
        <span className="block truncate font-medium">{user.name}</span>
        <span className="text-soft">
          Blocked <TimeAgo time={createdAt} />
        </span>
      </p>
      <Button aria-label={`Unblock ${user.name}`} busy={busy} onClick={unblock}>
        Unblock
      </Button>
    </li>
  );
}
