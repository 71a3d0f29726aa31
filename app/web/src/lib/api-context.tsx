import { createContext, use } from 'react';
import type { BoardApi } from './board-api.ts';

const ApiContext = createContext<BoardApi | null>(null);

export const ApiProvider = ApiContext.Provider;

export function useApi(): BoardApi {
  const api = use(ApiContext);
  if (api === null) throw new Error('useApi needs an ApiProvider above it');
  return api;
}
