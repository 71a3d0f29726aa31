import { postId as postIdSchema } from '@board/contract';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';
import { ButtonLink } from '../../components/button-link.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { toRoomkeyError } from '../../lib/errors.ts';
import { PostSkeleton } from './post-skeleton.tsx';
import { PostView } from './post-view.tsx';
import { useLivePost } from './use-live-post.ts';
import { usePost } from './use-post.ts';

export function PostPage(): ReactElement {
  const { postId } = useParams();
  const valid = postIdSchema.safeParse(postId);
  return valid.success ? <LivePost key={valid.data} postId={valid.data} /> : <NoSuchPost />;
}

function LivePost({ postId }: { readonly postId: string }): ReactElement {
  useLivePost(postId);
  const { data: post, error, refetch } = usePost(postId);
  if (post !== undefined) return <PostView post={post} />;
  if (error === null) return <PostSkeleton />;
  if (toRoomkeyError(error).code === 'not_found') return <NoSuchPost />;
  return <Failure level={1} what="The post could not be read" error={error} onRetry={() => void refetch()} />;
}

function NoSuchPost(): ReactElement {
  return (
    <>
      <title>Not found · Board</title>
      <Notice
        level={1}
        title="There is no such post"
        action={<ButtonLink to="/">Back to the board</ButtonLink>}
      >
        It may have been deleted, or the address is mistyped.
      </Notice>
    </>
  );
}
