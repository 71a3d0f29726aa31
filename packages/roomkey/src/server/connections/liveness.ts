import { RoomkeyError } from '../../errors/index.ts';
import type { BaseUser, Identity } from '../identity/types.ts';
import type { Revocations } from '../identity/revocations.ts';
import type { Connection } from './connection.ts';

/** What code that decides or awaits must ask of a connection. Both answers are synchronous. */
export interface Liveness<User extends BaseUser> {
  /** Who is on the connection now: an expiry that no timer has noticed yet takes effect here. */
  current(connection: Connection<User>): Identity<User>;
  /** @throws RoomkeyError `session_revoked` or `unavailable` when the connection is over */
  assertLive(connection: Connection<User>): void;
}

/** A revocation counts from the moment it is known, also for connections that Socket.IO has not closed yet. */
export function createAssertLive(revocations: Revocations): Liveness<BaseUser>['assertLive'] {
  return ({ subject, ended, socket }) => {
    if (subject !== null && revocations.covers(subject)) throw new RoomkeyError('session_revoked');
    if (ended || !socket.connected) throw new RoomkeyError('unavailable');
  };
}
