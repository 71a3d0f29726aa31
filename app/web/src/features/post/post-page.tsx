import { postId as postIdSchema } from '@board/contract';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';
import { Failure } from '../../components/failure.tsx';
import { toRoomkeyError } from '../../lib/errors.ts';
import { NoPost } from './no-post.tsx';
import { PostSkeleton } from './post-skeleton.tsx';
import { PostView } from './post-view.tsx';
import { useLivePost } from './use-live-post.ts';
import { usePost } from './use-post.ts';

export function PostPage(): ReactElement {
  const { postId } = useParams();
  const valid = postIdSchema.safeParse(postId);
  return valid.success ? <LivePost key={valid.data} postId={valid.data} /> : <NoPost access="missing" />;
}

function LivePost({ postId }: { readonly postId: string }): ReactElement {
  const access = useLivePost(postId);
  return access === 'open' ? <OpenPost postId={postId} /> : <NoPost access={access} />;
}

function OpenPost({ postId }: { readonly postId: string }): ReactElement {
  const { data: post, error, refetch } = usePost(postId);
  // First of all: what is kept of a post that is gone must not stay on the page.
  if (error !== null && toRoomkeyError(error).code === 'not_found') return <NoPost access="missing" />;
  if (post !== undefined) return <PostView post={post} />;
  if (error === null) return <PostSkeleton />;
  return <Failure level={1} what="The post could not be read" error={error} onRetry={() => void refetch()} />;
}
