import type { Post } from '@board/contract';
import type { ReactElement } from 'react';
import { Avatar } from '../../components/avatar.tsx';
import { Prose } from '../../components/prose.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';

export function PostArticle({ post }: { readonly post: Post }): ReactElement {
  return (
    <article className="flex min-w-0 flex-col gap-7">
      <header className="flex flex-col gap-5">
        <h1 className="text-2xl font-medium wrap-anywhere sm:text-3xl">{post.title}</h1>
        <p className="flex items-center gap-2.5 text-sm text-soft">
          <Avatar name={post.author.name} size="large" />
          <span>
            <span className="block font-medium text-ink">{post.author.name}</span>
            <TimeAgo time={post.createdAt} />
          </span>
        </p>
      </header>
      <Prose text={post.body} className="font-serif text-lg" />
    </article>
  );
}
