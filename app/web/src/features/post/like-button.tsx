import type { Post } from '@board/contract';
import { Heart } from 'lucide-react';
import type { ReactElement } from 'react';
import { Button } from '../../components/button.tsx';
import { useLike } from './use-like.ts';

export function LikeButton({ post }: { readonly post: Post }): ReactElement {
  const { toggle } = useLike(post);
  return (
    <Button
      aria-pressed={post.likedByMe}
      onClick={toggle}
      className="aria-pressed:border-accent aria-pressed:bg-tint aria-pressed:text-accent"
    >
      <Heart aria-hidden="true" className={`size-4 ${post.likedByMe ? 'fill-current' : ''}`} />
      Like
    </Button>
  );
}
