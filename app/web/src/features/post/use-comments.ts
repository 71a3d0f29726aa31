import type { Comment } from '@board/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../lib/api-context.tsx';
import { toRoomkeyError } from '../../lib/errors.ts';
import { commentsKey } from '../../lib/query-keys.ts';
import { useReader } from '../session/use-reader.ts';
import { useRefusal } from '../session/use-refusal.ts';
import { readMissed } from './read-missed.ts';
import { EMPTY_THREAD, hasMore, headOf, parts, withMissed, withPage } from './thread.ts';
import type { PageAfter, Thread } from './thread.ts';
import { useHealGap } from './use-heal-gap.ts';

export interface CommentsView {
  readonly status: 'pending' | 'error' | 'success';
  readonly error: Error | null;
  /** Oldest first, as far as the reader has asked. */
  readonly asked: readonly Comment[];
  /** What came by itself, after `asked`. */
  readonly came: readonly Comment[];
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly loadMore: () => void;
  readonly reload: () => void;
}

/** The comments of a post: read once, then kept up by events, and after a break by reading what was missed. */
export function useComments(postId: string): CommentsView {
  const queries = useQueryClient();
  const known = useReader();
  const queryKey = commentsKey(known ?? null, postId);
  const read = useReadAfter(postId);
  const thread = (): Thread => queries.getQueryData<Thread>(queryKey) ?? EMPTY_THREAD;

  const { data, error, isFetching, refetch } = useQuery({
    queryKey,
    enabled: known !== undefined,
    queryFn: async ({ signal }) => {
      const first = thread().latest === null ? await read(0, signal) : null;
      const missed = first === null ? await readMissed(thread(), (after) => read(after, signal)) : [];
      // Onto the thread of now: events went on while the answers were on their way.
      return missed.reduce(withMissed, first === null ? thread() : withPage(thread(), first));
    },
  });
  useHealGap(data, isFetching, () => void refetch());

  const refused = useRefusal();
  const more = useMutation({
    mutationFn: () => read(headOf(thread())),
    onSuccess: (page) => queries.setQueryData<Thread>(queryKey, withPage(thread(), page)),
    onError: (failure) => refused(toRoomkeyError(failure)),
  });

  const shown = data ?? EMPTY_THREAD;
  const failed = error === null ? 'pending' : 'error';
  return {
    status: shown.latest === null ? failed : 'success',
    error,
    ...parts(shown),
    hasMore: hasMore(shown),
    loadingMore: more.isPending,
    loadMore: () => more.mutate(),
    reload: () => void refetch(),
  };
}

function useReadAfter(postId: string): (after: number, signal?: AbortSignal) => Promise<PageAfter> {
  const api = useApi();
  const reader = useReader() ?? null;
  return async (after, signal) => ({
    after,
    ...(await api.comments(postId, { reader, after, ...(signal && { signal }) })),
  });
}
