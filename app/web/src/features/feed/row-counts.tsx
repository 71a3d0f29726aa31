import type { Post } from '@board/contract';
import { Eye, Heart, MessageSquare } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { LiveNumber } from '../../components/live-number.tsx';
import { plural } from '../../lib/format.ts';

export function RowCounts({ post }: { readonly post: Post }): ReactElement {
  return (
    <ul className="flex gap-5 text-sm text-soft lg:justify-end lg:self-start lg:pt-1.5">
      <Count
        icon={Heart}
        value={post.likeCount}
        unit={plural(post.likeCount, 'like')}
        marked={post.likedByMe}
      />
      <Count icon={MessageSquare} value={post.commentCount} unit={plural(post.commentCount, 'comment')} />
      <Count icon={Eye} value={post.viewCount} unit={plural(post.viewCount, 'view')} />
    </ul>
  );
}

interface CountProps {
  readonly icon: LucideIcon;
  readonly value: number;
  readonly unit: string;
  /** The reader is one of them. */
  readonly marked?: boolean;
}

function Count({ icon: Icon, value, unit, marked = false }: CountProps): ReactElement {
  return (
    <li className="flex items-center gap-1.5">
      <Icon aria-hidden="true" className={`size-4 ${marked ? 'fill-accent text-accent' : ''}`} />
      <LiveNumber value={value} /> <span className="sr-only">{unit}</span>
    </li>
  );
}
