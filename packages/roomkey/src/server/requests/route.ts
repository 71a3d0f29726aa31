import type { BaseUser } from '../identity/types.ts';
import type { Connection } from '../connections/connection.ts';

/** One name that a client may send. */
export interface Route<User extends BaseUser> {
  readonly name: string;
  /** Denials are not reported when no acknowledgement was asked for. */
  readonly silent: boolean;
  /** The data of the acknowledgement, or a promise of it. @throws RoomkeyError, or anything else as `internal` */
  run(connection: Connection<User>, payload: unknown): unknown;
}
