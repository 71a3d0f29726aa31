import { RoomkeyError } from '../../errors/index.ts';
import { PRESENCE_STATE_EVENT } from '../../protocol/index.ts';
import type { PresenceState } from '../../protocol/index.ts';
import { isIn } from '../connections/connection.ts';
import type { Liveness } from '../connections/liveness.ts';
import type { BaseUser } from '../identity/types.ts';
import { whenReady } from '../maybe.ts';
import { assertEmpty, invalidPayload, parseParams, splitPayload } from '../requests/parse.ts';
import type { Route } from '../requests/route.ts';
import type { Authorize } from '../rooms/authorize.ts';
import type { CompiledRoom, CompiledRooms } from '../rooms/compiled-room.ts';
import { hasPresence } from './presence.ts';
import type { Presence } from './presence.ts';

/** A client that hears all diffs never asks. */
export const PRESENCE_LIMITS = { [PRESENCE_STATE_EVENT]: { burst: 20, perSecond: 2 } };

export interface PresenceRouteParts<User extends BaseUser> {
  readonly rooms: CompiledRooms<User>;
  readonly presence: Presence<User>;
  readonly authorize: Authorize<User>;
  readonly liveness: Liveness<User>;
}

/** `presence-state` `{ room, ...params }`: who is there, for a member that missed a diff. */
export function presenceRoutes<User extends BaseUser>(
  parts: PresenceRouteParts<User>,
): readonly Route<User>[] {
  return hasPresence(parts.rooms) ? [presenceRoute(parts)] : [];
}

function presenceRoute<User extends BaseUser>(parts: PresenceRouteParts<User>): Route<User> {
  const { rooms, presence, authorize, liveness } = parts;
  return {
    name: PRESENCE_STATE_EVENT,
    silent: false,
    run(connection, payload) {
      const { room, given } = readRoom(rooms, payload);
      return whenReady(parseParams(room.paramSchemas, given), (params) => {
        const key = room.key(params);
        liveness.current(connection);
        if (!isIn(connection, key)) throw new RoomkeyError('not_joined');
        const question = { allow: 'member', messages: room.messages, room, params } as const;
        return whenReady(authorize(connection, question), () => stateOf(presence, key));
      });
    },
  };
}

function stateOf(presence: Presence<BaseUser>, key: string): PresenceState {
  const state = presence.state(key);
  if (state === null) throw new RoomkeyError('not_joined');
  return state;
}

const ROOM = new Set(['room']);

/** @throws RoomkeyError `invalid_payload` when it names no room whose members hear who is there */
function readRoom<User extends BaseUser>(
  rooms: CompiledRooms<User>,
  payload: unknown,
): { readonly room: CompiledRoom<User>; readonly given: Readonly<Record<string, unknown>> } {
  const { params: named, rest } = splitPayload(payload, ROOM);
  const room = typeof named['room'] === 'string' ? rooms.get(named['room']) : undefined;
  if (room?.definition.presence !== true)
    throw invalidPayload([{ message: 'Expected a room with presence', path: ['room'] }]);
  const { params: given, rest: unknown } = splitPayload(rest, room.paramNames);
  assertEmpty(unknown);
  return { room, given };
}
