import type { Post } from '@board/contract';
import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useApi } from '../../lib/api-context.tsx';
import { postKey } from '../../lib/query-keys.ts';
import { useReader } from '../session/use-reader.ts';

export function usePost(postId: string): UseQueryResult<Post> {
  const api = useApi();
  const reader = useReader();
  return useQuery({
    queryKey: postKey(reader ?? null, postId),
    enabled: reader !== undefined,
    queryFn: ({ signal }) => api.post(postId, { reader: reader ?? null, signal }),
  });
}
