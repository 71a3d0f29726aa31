import type { Author } from '@board/contract';
import type { ReactElement } from 'react';
import { useBlock } from './use-block.ts';
import { useBlocks } from './use-blocks.ts';

interface BlockButtonProps {
  readonly postId: string;
  readonly person: Author;
}

/** Beside what somebody said on a post: the way to keep them from it, or the mark that they are. */
export function BlockButton({ postId, person }: BlockButtonProps): ReactElement {
  const { data: blocks = [] } = useBlocks(postId);
  const { block, busy } = useBlock(postId, person);
  if (blocks.some(({ user }) => user.id === person.id)) return <span className="text-xs">Blocked</span>;
  return (
    <button
      type="button"
      aria-label={`Block ${person.name} from this post`}
      aria-disabled={busy || undefined}
      className="rounded-md text-xs underline-offset-4 hover:text-ink hover:underline aria-disabled:opacity-60"
      onClick={busy ? undefined : block}
    >
      Block
    </button>
  );
}
