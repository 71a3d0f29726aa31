import type { Page, Post } from '@board/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useApi } from '../../lib/api-context.tsx';
import { feedKey } from '../../lib/query-keys.ts';
import { useReader } from '../session/use-reader.ts';

export function useFeed(): UseInfiniteQueryResult<InfiniteData<Page<Post>>> {
  const api = useApi();
  const known = useReader();
  const reader = known ?? null;
  return useInfiniteQuery({
    queryKey: feedKey(reader),
    enabled: known !== undefined,
    // Rows listen only while they are on the screen.
    refetchOnMount: 'always',
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => api.posts({ reader, cursor: pageParam, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });
}
