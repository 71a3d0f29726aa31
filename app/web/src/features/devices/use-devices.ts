import type { Device } from '@board/contract';
import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useApi } from '../../lib/api-context.tsx';
import { devicesKey } from '../../lib/query-keys.ts';

export function useDevices(owner: string): UseQueryResult<readonly Device[]> {
  const api = useApi();
  return useQuery({
    queryKey: devicesKey(owner),
    queryFn: ({ signal }) => api.devices({ reader: owner, signal }),
    // No event tells of a new device.
    staleTime: 0,
  });
}
