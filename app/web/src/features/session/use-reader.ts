import type { Reader } from '../../lib/http.ts';
import { useConnection, useSession } from '../../lib/roomkey.ts';

/**
 * Who reads, or undefined while that is being found out. With no connection in sight the public view is
 * better than none: it shows nothing that belongs to anybody.
 */
export function useReader(): Reader | undefined {
  const session = useSession();
  const connection = useConnection();
  if (session.status === 'authenticated') return session.user.id;
  if (session.status === 'anonymous') return null;
  return connection.status === 'connecting' ||
    connection.status === 'connected' ||
    connection.status === 'idle'
    ? undefined
    : null;
}
