import type { Comment, Post } from '@board/contract';
import type { ReactElement } from 'react';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useSession } from '../../lib/roomkey.ts';
import { BlockButton } from '../moderation/block-button.tsx';
import { useMayBlock } from '../moderation/use-may-manage.ts';
import { CommentItem } from './comment-item.tsx';
import { CommentForm } from './comment-form.tsx';
import { CommentInvitation } from './comment-invitation.tsx';
import { useComments } from './use-comments.ts';
import type { CommentsView } from './use-comments.ts';

export function Comments({ post }: { readonly post: Post }): ReactElement {
  const session = useSession();
  const comments = useComments(post.id);
  return (
    <section aria-labelledby="comments" className="flex min-w-0 flex-col gap-5 lg:col-start-1">
      <h2 id="comments" className="text-xl font-medium">
        Comments
      </h2>
      <CommentList post={post} comments={comments} />
      {session.status === 'anonymous' && <CommentInvitation />}
      {session.status === 'authenticated' && <CommentForm key={session.user.id} postId={post.id} />}
    </section>
  );
}

interface CommentListProps {
  readonly post: Post;
  readonly comments: CommentsView;
}

function CommentList({ post, comments }: CommentListProps): ReactElement {
  const mayBlock = useMayBlock(post);
  const actionOn = ({ author }: Comment): ReactElement | undefined =>
    mayBlock(author) ? <BlockButton postId={post.id} person={author} /> : undefined;
  const { asked, came, hasMore, loadingMore } = comments;
  if (comments.status === 'pending') return <CommentSkeleton />;
  if (comments.status === 'error') {
    return <Failure what="The comments could not be read" error={comments.error} onRetry={comments.reload} />;
  }
  return (
    <>
      {asked.length + came.length === 0 && <p className="text-soft">No comments yet.</p>}
      <ol aria-label="Comments" className="flex flex-col empty:hidden">
        {asked.map((comment) => (
          <CommentItem key={comment.id} comment={comment} action={actionOn(comment)} />
        ))}
      </ol>
      {hasMore && (
        <Button className="self-start" busy={loadingMore} onClick={comments.loadMore}>
          Show more comments
        </Button>
      )}
      <ol aria-label="New comments" aria-live="polite" className="-mt-5 flex flex-col">
        {came.map((comment) => (
          <CommentItem key={comment.id} comment={comment} action={actionOn(comment)} isNew />
        ))}
      </ol>
    </>
  );
}

function CommentSkeleton(): ReactElement {
  return (
    <Loading label="Loading the comments">
      <div className="flex flex-col gap-3">
        <Skeleton className="h-5 w-48" />
        <Skeleton className="h-5 w-full" />
        <Skeleton className="h-5 w-3/5" />
      </div>
    </Loading>
  );
}
