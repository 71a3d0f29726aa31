import type { BaseUser } from '../identity/types.ts';
import type { Connection } from '../connections/connection.ts';

/** One name that a client may send. */
export interface Route<User extends BaseUser> {
  readonly name: string;
  /** Denials are not reported when no acknowledgement was asked for. */
  readonly silent: boolean;
  /** Resolves to the data of the acknowledgement. @throws RoomkeyError, or anything else as `internal` */
  run(connection: Connection<User>, payload: unknown): Promise<unknown>;
}
