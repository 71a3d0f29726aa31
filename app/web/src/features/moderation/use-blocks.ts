import type { Block } from '@board/contract';
import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useApi } from '../../lib/api-context.tsx';
import { blocksKey } from '../../lib/query-keys.ts';
import { useReader } from '../session/use-reader.ts';

/** Who is blocked from a post, for those who manage it. */
export function useBlocks(postId: string): UseQueryResult<readonly Block[]> {
  const api = useApi();
  const reader = useReader() ?? null;
  return useQuery({
    queryKey: blocksKey(reader, postId),
    enabled: reader !== null,
    queryFn: ({ signal }) => api.blocks(postId, { reader, signal }),
  });
}
