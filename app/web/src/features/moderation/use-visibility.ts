import { Toast } from '@base-ui/react/toast';
import type { Visibility } from '@board/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../lib/api-context.tsx';
import { toRoomkeyError } from '../../lib/errors.ts';
import { patchPost } from '../post/post-cache.ts';
import { useReader } from '../session/use-reader.ts';

const DONE: Readonly<Record<Visibility, string>> = {
  private: 'This post is private now: only the author and admins can read it.',
  public: 'This post is public now.',
};

/** Changes who may read a post. Those who lose it see it vanish at once. */
export function useVisibility(postId: string): (visibility: Visibility) => void {
  const api = useApi();
  const queries = useQueryClient();
  const toasts = Toast.useToastManager();
  const reader = useReader() ?? null;
  const { mutate } = useMutation({
    mutationFn: (visibility: Visibility) => api.changePost(postId, { visibility }, reader),
    onSuccess: ({ visibility }) => {
      patchPost(queries, { reader, postId }, (post) => ({ ...post, visibility }));
      toasts.add({ id: `visibility:${postId}`, title: DONE[visibility] });
    },
    onError: (error) => void toasts.add({ title: `${toRoomkeyError(error).message}.` }),
  });
  return mutate;
}
