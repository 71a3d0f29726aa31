import type { Post } from '@board/contract';
import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useApi } from '../../lib/api-context.tsx';
import { postKey } from '../../lib/query-keys.ts';
import { useReader } from '../session/use-reader.ts';
import { withSnapshot } from './post-cache.ts';

export function usePost(postId: string): UseQueryResult<Post> {
  const api = useApi();
  const reader = useReader();
  const key = postKey(reader ?? null, postId);
  return useQuery({
    queryKey: key,
    enabled: reader !== undefined,
    queryFn: async ({ signal, client }) => {
      const snapshot = await api.post(postId, { reader: reader ?? null, signal });
      return withSnapshot(client.getQueryData<Post>(key), snapshot);
    },
  });
}
