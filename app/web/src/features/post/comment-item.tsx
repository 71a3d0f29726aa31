import type { Comment } from '@board/contract';
import type { ReactElement, ReactNode } from 'react';
import { Avatar } from '../../components/avatar.tsx';
import { Prose } from '../../components/prose.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';

interface CommentItemProps {
  readonly comment: Comment;
  readonly isNew?: boolean;
  /** What can be done about it. */
  readonly action?: ReactNode;
}

export function CommentItem({ comment, isNew = false, action }: CommentItemProps): ReactElement {
  return (
    <li className={`flex gap-3 border-t border-line py-4 ${isNew ? 'animate-arrive' : ''}`}>
      <Avatar name={comment.author.name} size="large" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-sm text-soft">
          <span className="min-w-0 truncate font-medium text-ink">{comment.author.name}</span>
          <TimeAgo time={comment.createdAt} />
          {action !== undefined && <span className="ml-auto">{action}</span>}
        </p>
        <Prose text={comment.body} className="mt-1 text-base" />
      </div>
    </li>
  );
}
