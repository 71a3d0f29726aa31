import type { Comment } from '@board/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useApi } from '../../lib/api-context.tsx';
import { commentsKey, heardKey } from '../../lib/query-keys.ts';
import { useReader } from '../session/use-reader.ts';

export interface CommentsView {
  readonly status: 'pending' | 'error' | 'success';
  readonly error: Error | null;
  /** What the server stored, oldest first, as far as it is loaded. */
  readonly stored: readonly Comment[];
  /** What came in while the page is open and is not in `stored`. */
  readonly heard: readonly Comment[];
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly loadMore: () => void;
  readonly reload: () => void;
}

export function useComments(postId: string): CommentsView {
  const api = useApi();
  const known = useReader();
  const reader = known ?? null;
  const pages = useInfiniteQuery({
    queryKey: commentsKey(reader, postId),
    enabled: known !== undefined,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => api.comments(postId, { reader, cursor: pageParam, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });
  const stored = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return {
    status: pages.status,
    error: pages.error,
    stored,
    heard: useHeard(stored, heardKey(reader, postId)),
    hasMore: pages.hasNextPage,
    loadingMore: pages.isFetchingNextPage,
    loadMore: () => void pages.fetchNextPage(),
    reload: () => void pages.refetch(),
  };
}

/** Kept apart from the pages, because a refetch that began earlier would overwrite what was heard since. */
function useHeard(stored: readonly Comment[], queryKey: readonly unknown[]): readonly Comment[] {
  const { data } = useQuery({
    queryKey,
    queryFn: (): readonly Comment[] => [],
    initialData: [],
    staleTime: Infinity,
  });
  const ids = new Set(stored.map(({ id }) => id));
  return data.filter(({ id }) => !ids.has(id));
}
