import { postId as postIdSchema } from '@board/contract';
import type { Post } from '@board/contract';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';
import { ButtonLink } from '../../components/button-link.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { toRoomkeyError } from '../../lib/errors.ts';
import { Comments } from './comments.tsx';
import { PostArticle } from './post-article.tsx';
import { PostFacts } from './post-facts.tsx';
import { PostSkeleton } from './post-skeleton.tsx';
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

function PostView({ post }: { readonly post: Post }): ReactElement {
  return (
    <div className="grid gap-x-16 gap-y-8 lg:grid-cols-[minmax(0,42rem)_12rem]">
      <title>{`${post.title} · Board`}</title>
      <PostArticle post={post} />
      <PostFacts post={post} />
      <Comments postId={post.id} />
    </div>
  );
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
