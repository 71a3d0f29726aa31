import type { Post } from '@board/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useRequest } from '../../lib/roomkey.ts';
import { useReader } from '../session/use-reader.ts';
import { useRefusal } from '../session/use-refusal.ts';
import { patchPost, withGuess, withLikes, withMyLike, withoutGuess } from './post-cache.ts';
import type { LikeBefore } from './post-cache.ts';

/** Likes or unlikes a post, shown at once and taken back when the server refuses. */
export function useLike(post: Post): { readonly toggle: () => void } {
  const like = useLikeRequest('like-post', post);
  const unlike = useLikeRequest('unlike-post', post);
  const pending = like.pending || unlike.pending;
  return {
    toggle() {
      if (!pending) void (post.likedByMe ? unlike : like).send({ postId: post.id });
    },
  };
}

function useLikeRequest(name: 'like-post' | 'unlike-post', post: Post) {
  const queries = useQueryClient();
  const reader = useReader() ?? null;
  const refused = useRefusal();
  const change = (how: (current: Post) => Post): void => patchPost(queries, { reader, postId: post.id }, how);
  return useRequest<typeof name, LikeBefore>(name, {
    optimistic: () => {
      // An anonymous reader will be refused; a heart that lights up and goes out would only tease.
      if (reader !== null) change((current) => withGuess(current, name === 'like-post'));
      return post;
    },
    rollback: (before) => change((current) => withoutGuess(current, before)),
    // The public view shows nobody's own likes, also when the session turned out to be there after all.
    onSuccess: (mine) =>
      change((current) => (reader === null ? withLikes(current, mine) : withMyLike(current, mine))),
    onError: refused,
  });
}
