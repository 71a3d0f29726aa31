import type { Room } from './room.ts';

/** Whether a value is for the listeners of a room: no older than what they heard. Values without a `version` are. */
export type IsNewest = (room: Room, data: unknown) => boolean;

/**
 * Remembers for one event of one connection which version each room heard. Servers conflate independently: what one
 * of them held back may come after something newer from another.
 */
export function createNewest(): IsNewest {
  const heard = new WeakMap<Room, number>();
  return (room, data) => {
    const version = versionOf(data);
    // What nobody hears is not what they heard.
    if (version === null || room.state.get().status !== 'joined') return true;
    if (version < (heard.get(room) ?? -Infinity)) return false;
    heard.set(room, version);
    return true;
  };
}

function versionOf(data: unknown): number | null {
  if (typeof data !== 'object' || data === null || !('version' in data)) return null;
  return typeof data.version === 'number' ? data.version : null;
}
