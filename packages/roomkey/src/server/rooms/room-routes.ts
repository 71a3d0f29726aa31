import { joinedEvent, joinEvent, leaveEvent, leftEvent } from '../../protocol/index.ts';
import type { RoomParamValues } from '../../protocol/index.ts';
import { isIn } from '../connections/connection.ts';
import type { BaseUser } from '../identity/types.ts';
import { whenReady } from '../maybe.ts';
import type { Maybe } from '../maybe.ts';
import { assertEmpty, parseParams, splitPayload } from '../requests/parse.ts';
import { ruleOf } from '../observe/rule-of.ts';
import type { Presence } from '../presence/presence.ts';
import type { Route } from '../requests/route.ts';
import type { CompiledRoom } from './compiled-room.ts';
import type { Membership } from './membership.ts';

/** What clients say to be in a room or out of it: `join-post`, `leave-post`. */
export function roomRoutes<User extends BaseUser>(
  room: CompiledRoom<User>,
  membership: Membership<User>,
  presence: Pick<Presence<User>, 'welcome'>,
): readonly Route<User>[] {
  const parse = (payload: unknown): Maybe<RoomParamValues> => {
    const { params, rest } = splitPayload(payload, room.paramNames);
    assertEmpty(rest);
    return parseParams(room.paramSchemas, params);
  };

  return [
    {
      name: joinEvent(room.name),
      silent: false,
      about: { kind: 'join', name: room.name, room: room.name, rule: ruleOf(room.definition.allow) },
      // Not to be awaited before the join is under way: a leave that comes right after must find it.
      run: (connection, payload, trace) =>
        whenReady(parse(payload), async (params) => {
          await membership.join(connection, room, { params, trace });
          connection.socket.emit(joinedEvent(room.name), params);
          presence.welcome(connection, room.key(params));
          return params;
        }),
    },
    {
      name: leaveEvent(room.name),
      silent: false,
      run: (connection, payload) =>
        whenReady(parse(payload), (params) => {
          const key = room.key(params);
          const wasIn = isIn(connection, key);
          membership.leave(connection, key, 'left');
          // Leaving is idempotent: the answer is the same for a client that was not in.
          if (!wasIn) connection.socket.emit(leftEvent(room.name), { ...params, reason: 'left' });
          return params;
        }),
    },
  ];
}
