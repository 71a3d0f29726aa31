import type { Post } from '@board/contract';
import type { ReactElement } from 'react';
import { useSession } from '../../lib/roomkey.ts';
import { Comments } from './comments.tsx';
import { PostArticle } from './post-article.tsx';
import { PostFacts } from './post-facts.tsx';
import { TypingLine } from './typing-line.tsx';
import { useShownPost } from './use-shown-post.ts';

export function PostView({ post: answered }: { readonly post: Post }): ReactElement {
  const post = useShownPost(answered);
  const session = useSession();
  return (
    <>
      <title>{`${post.title} · Board`}</title>
      <div className="grid gap-x-16 gap-y-8 lg:grid-cols-[minmax(0,42rem)_12rem]">
        <PostArticle post={post} />
        <PostFacts post={post} />
        <Comments post={post} />
      </div>
      {session.status === 'authenticated' && <TypingLine key={session.user.id} postId={post.id} />}
    </>
  );
}
