import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Reader } from '../../lib/http.ts';

/** Every query's key begins with its reader, so nobody is shown another's answers; this also drops them. */
export function useForgetFormerReader(reader: Reader | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    queries.removeQueries({ predicate: ({ queryKey: [owner] }) => owner !== null && owner !== reader });
  }, [queries, reader]);
}
