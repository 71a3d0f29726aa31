import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useSession } from '../../lib/roomkey.ts';
import { useReader } from './use-reader.ts';

/**
 * Every query's key begins with its reader, so nobody is shown another's answers; this also drops them. Another
 * role sees other things: what was answered under the former one is asked for again.
 */
export function useForgetFormerReader(): void {
  const queries = useQueryClient();
  const reader = useReader();
  const role = useSession().user?.role;
  const known = useRef({ reader, role });
  useEffect(() => {
    const former = known.current;
    known.current = { reader, role };
    queries.removeQueries({ predicate: ({ queryKey: [owner] }) => owner !== null && owner !== reader });
    if (reader !== undefined && former.reader === reader && former.role !== role) void queries.resetQueries();
  }, [queries, reader, role]);
}
