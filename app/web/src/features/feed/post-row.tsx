import type { Post } from '@board/contract';
import { useRef } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { Avatar } from '../../components/avatar.tsx';
import { PrivateMark } from '../../components/private-mark.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { useRoom } from '../../lib/roomkey.ts';
import { isLost, useForgetLost } from '../post/lost-post.ts';
import { usePostEvents } from '../post/use-post-events.ts';
import { useRejoin } from '../post/use-rejoin.ts';
import { useShownPost } from '../post/use-shown-post.ts';
import { useReader } from '../session/use-reader.ts';
import { RowCounts } from './row-counts.tsx';
import { useOnScreen } from './use-on-screen.ts';

interface PostRowProps {
  readonly post: Post;
  /** The row listens again after a break, in which it has heard nothing. */
  readonly onRejoin: () => void;
}

/** A post in the feed. It listens while it is on the screen. */
export function PostRow({ post: answered, onRejoin }: PostRowProps): ReactElement | null {
  const post = useShownPost(answered);
  const row = useRef<HTMLLIElement>(null);
  const room = useRoom('glance', useOnScreen(row) ? { postId: post.id } : null);
  usePostEvents(room, useReader());
  useRejoin(room, onRejoin);
  const lost = isLost(room);
  useForgetLost(post.id, lost);
  if (lost) return null;
  return (
    <li
      ref={row}
      className="group relative grid gap-x-10 gap-y-3 border-t border-line py-6 lg:grid-cols-[11rem_minmax(0,1fr)_9rem]"
    >
      <p className="flex min-w-0 items-center gap-2 text-sm text-soft lg:items-start lg:pt-1">
        <Avatar name={post.author.name} />
        <span className="min-w-0 max-lg:flex max-lg:gap-2 lg:pt-0.5">
          <span className="block truncate font-medium text-ink">{post.author.name}</span>
          <TimeAgo time={post.createdAt} />
          {post.visibility === 'private' && <PrivateMark />}
        </span>
      </p>
      <div className="min-w-0">
        <h2 className="text-xl font-medium wrap-anywhere">
          <Link
            to={`/posts/${post.id}`}
            className="decoration-accent decoration-1 underline-offset-4 group-hover:underline after:absolute after:inset-0"
          >
            {post.title}
          </Link>
        </h2>
        <p className="mt-1.5 line-clamp-2 max-w-2xl wrap-anywhere text-soft">{post.body}</p>
      </div>
      <RowCounts post={post} />
    </li>
  );
}
