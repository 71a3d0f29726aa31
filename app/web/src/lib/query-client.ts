import { QueryClient } from '@tanstack/react-query';
import type { Query } from '@tanstack/react-query';
import { isRoomkeyError } from 'roomkey/contract';

const OUTAGE_MS = 10_000;

/** Answers stay fresh by live events, so they are asked for again only when something was missed. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && mayPass(error),
        refetchInterval: untilAnswered,
      },
      mutations: { retry: false },
    },
  });
}

const mayPass = (error: unknown): boolean => isRoomkeyError(error) && error.retry === 'backoff';

/** What is shown may miss something when it could not be read again, so that is tried until it can. */
function untilAnswered({ state }: Pick<Query, 'state'>): number | false {
  return state.data !== undefined && mayPass(state.error) ? OUTAGE_MS : false;
}
