import { Toast } from '@base-ui/react/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { useApi } from '../../lib/api-context.tsx';
import { toRoomkeyError } from '../../lib/errors.ts';
import { forgetPost } from '../post/post-cache.ts';
import { useReader } from '../session/use-reader.ts';

/** Deletes the open post and goes back to the board. */
export function useDeletePost(postId: string): () => void {
  const api = useApi();
  const queries = useQueryClient();
  const toasts = Toast.useToastManager();
  const navigate = useNavigate();
  const reader = useReader() ?? null;
  const { mutate } = useMutation({
    mutationFn: () => api.deletePost(postId, reader),
    onSuccess: () => {
      void navigate('/', { replace: true });
      forgetPost(queries, postId);
      toasts.add({ title: 'The post is deleted.' });
    },
    onError: (error) => void toasts.add({ title: `${toRoomkeyError(error).message}.` }),
  });
  return mutate;
}
