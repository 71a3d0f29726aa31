import { useSyncExternalStore } from 'react';
import type { Readable } from '../client/index.ts';

/** The value of now; while rendering on a server, and for the first frame in the browser after that, the given one. */
export function useReadable<Value>(readable: Readable<Value>, onServer: Value): Value {
  return useSyncExternalStore(readable.subscribe, readable.get, () => onServer);
}
