import type { Post } from '@board/contract';
import type { ReactElement } from 'react';
import { LiveNumber } from '../../components/live-number.tsx';
import { plural } from '../../lib/format.ts';
import { WhoIsHere } from '../presence/who-is-here.tsx';
import { LikeButton } from './like-button.tsx';

/** What changes while one reads: beside the text on a wide screen, below it on a narrow one. */
export function PostFacts({ post }: { readonly post: Post }): ReactElement {
  return (
    <aside
      aria-label="About this post"
      className="flex flex-wrap items-center gap-x-5 gap-y-4 border-y border-line py-4 text-sm text-soft lg:sticky lg:top-28 lg:flex-col lg:flex-nowrap lg:items-start lg:gap-4 lg:self-start lg:border-y-0 lg:border-l lg:py-1 lg:pl-6"
    >
      <LikeButton post={post} />
      <p>
        <LiveNumber value={post.likeCount} /> {plural(post.likeCount, 'like')}
      </p>
      <p>
        <LiveNumber value={post.viewCount} /> {plural(post.viewCount, 'view')}
      </p>
      <WhoIsHere postId={post.id} />
    </aside>
  );
}
