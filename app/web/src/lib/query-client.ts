import { QueryClient } from '@tanstack/react-query';
import { isRoomkeyError } from 'roomkey/contract';

/** Answers stay fresh by live events, so they are asked for again only when something was missed. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && isRoomkeyError(error) && error.retry === 'backoff',
      },
      mutations: { retry: false },
    },
  });
}
