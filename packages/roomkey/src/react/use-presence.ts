import type { Presence } from '../client/index.ts';
import { NO_PRESENCE } from '../client/presence.ts';
import type { AnyContract, RoomName } from '../contract/index.ts';
import type { RoomHandle } from './types.ts';
import { useReadable } from './use-readable.ts';

const NOT_YET = { get: () => NO_PRESENCE, subscribe: () => () => {} };

/** Shows no frame of the people of another room: a handle has no lease until it is one of its own params. */
export function usePresence<C extends AnyContract, Room extends RoomName<C>>(
  room: RoomHandle<C, Room>,
): Presence {
  return useReadable(room.lease?.presence ?? NOT_YET, NO_PRESENCE);
}
