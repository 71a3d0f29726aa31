import type { NewPost } from '@board/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { useApi } from '../../lib/api-context.tsx';
import { toRoomkeyError } from '../../lib/errors.ts';
import { feedKey, postKey } from '../../lib/query-keys.ts';

interface Publish {
  readonly publish: (post: NewPost) => void;
  readonly busy: boolean;
  readonly refusal: string | null;
}

/** Publishes as the author who opened the form, then opens the post. */
export function usePublish(author: string): Publish {
  const api = useApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (input: NewPost) => api.publish(input, author),
    onSuccess: (post) => {
      queries.setQueryData(postKey(author, post.id), post);
      void queries.invalidateQueries({ queryKey: feedKey(author) });
      void navigate(`/posts/${post.id}`, { replace: true });
    },
  });
  return {
    publish: mutate,
    busy: isPending,
    refusal: error === null ? null : `${toRoomkeyError(error).message}.`,
  };
}
