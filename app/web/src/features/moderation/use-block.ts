import { Toast } from '@base-ui/react/toast';
import type { Author } from '@board/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../lib/api-context.tsx';
import { toRoomkeyError } from '../../lib/errors.ts';
import { blocksKey } from '../../lib/query-keys.ts';
import { useReader } from '../session/use-reader.ts';

interface BlockChange {
  readonly block: () => void;
  readonly unblock: () => void;
  readonly busy: boolean;
}

/** Blocks somebody from a post, whose open page of it then vanishes at once, or takes that back. */
export function useBlock(postId: string, { id: userId, name }: Author): BlockChange {
  const api = useApi();
  const queries = useQueryClient();
  const toasts = Toast.useToastManager();
  const reader = useReader() ?? null;
  const { mutate, isPending } = useMutation({
    mutationFn: (how: 'block' | 'unblock') => api[how]({ postId, userId }, reader),
    onSuccess: (_, how) => {
      const title = `${name} is ${how === 'block' ? 'blocked from this post' : 'no longer blocked'}.`;
      toasts.add({ id: `block:${userId}`, title });
    },
    onError: (error) => void toasts.add({ title: `${toRoomkeyError(error).message}.` }),
    onSettled: () => queries.invalidateQueries({ queryKey: blocksKey(reader, postId) }),
  });
  return { block: () => mutate('block'), unblock: () => mutate('unblock'), busy: isPending };
}
