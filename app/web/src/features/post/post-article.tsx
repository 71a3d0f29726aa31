import type { Post } from '@board/contract';
import type { ReactElement } from 'react';
import { Avatar } from '../../components/avatar.tsx';
import { PrivateMark } from '../../components/private-mark.tsx';
import { Prose } from '../../components/prose.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { ManagePost } from '../moderation/manage-post.tsx';
import { useMayManage } from '../moderation/use-may-manage.ts';

export function PostArticle({ post }: { readonly post: Post }): ReactElement {
  const mayManage = useMayManage(post);
  return (
    <article className="flex min-w-0 flex-col gap-7">
      <header className="flex flex-col gap-5">
        <h1 className="text-2xl font-medium wrap-anywhere sm:text-3xl">{post.title}</h1>
        <div className="flex items-center gap-2.5 text-sm text-soft">
          <Avatar name={post.author.name} size="large" />
          <div className="min-w-0">
            <p className="truncate font-medium text-ink">{post.author.name}</p>
            <p className="flex items-center gap-3">
              <TimeAgo time={post.createdAt} />
              {post.visibility === 'private' && <PrivateMark />}
            </p>
          </div>
          {mayManage && <ManagePost post={post} />}
        </div>
      </header>
      <Prose text={post.body} className="font-serif text-lg" />
    </article>
  );
}
