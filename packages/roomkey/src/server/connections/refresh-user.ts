import { isRoomkeyError } from '../../errors/index.ts';
import type { Identifier } from '../identity/identify.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Connection } from './connection.ts';
import type { Lifecycle } from './lifecycle.ts';

/** Looks the user of a connection up again. Resolves to the number of rooms that the connection lost by it. */
export type RefreshUser<User extends BaseUser> = (connection: Connection<User>) => Promise<number>;

export function createRefreshUser<User extends BaseUser>(
  identifier: Identifier<User>,
  lifecycle: Lifecycle<User>,
): RefreshUser<User> {
  return async (connection) => {
    const before = connection.identity;
    if (before.state === 'anonymous') return 0;
    try {
      const identity = await identifier.reload(before.subject);
      // Somebody else gave the connection a newer identity meanwhile; what was found here may be older.
      if (connection.ended || connection.identity !== before) return 0;
      return await lifecycle.renew(connection, identity);
    } catch (error) {
      const code = isRoomkeyError(error) ? error.code : 'internal';
      if (code === 'session_revoked') lifecycle.end(connection, code);
      else if (code === 'user_unknown') lifecycle.demote(connection, code);
      // An outage changes nothing: the sweep asks again.
      return 0;
    }
  };
}
