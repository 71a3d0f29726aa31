import { isIn } from '../connections/connection.ts';
import type { Registry } from '../connections/registry.ts';
import type { BaseUser } from '../identity/types.ts';
import type { RoomParamValues } from '../../protocol/index.ts';
import { roomOf } from './compiled-room.ts';
import type { CompiledRooms } from './compiled-room.ts';
import type { Membership } from './membership.ts';

export type RecheckRoom = (target: {
  readonly room: string;
  readonly params: RoomParamValues;
}) => Promise<{ readonly sockets: number; readonly left: number }>;

/** Asks the policy of one room again for every connection that is in it. */
export function createRecheckRoom<User extends BaseUser>(
  rooms: CompiledRooms<User>,
  registry: Registry<User>,
  membership: Membership<User>,
): RecheckRoom {
  return async ({ room, params }) => {
    const key = roomOf(rooms, room).key(params);
    const members = [...registry.all()].filter((connection) => isIn(connection, key));
    const stays = await Promise.all(members.map((connection) => membership.recheck(connection, key, null)));
    return { sockets: members.length, left: stays.filter((stayed) => !stayed).length };
  };
}
