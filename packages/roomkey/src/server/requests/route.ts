import type { BaseUser } from '../identity/types.ts';
import type { Connection } from '../connections/connection.ts';
import type { Rule } from '../observe/events.ts';
import type { Trace } from '../observe/watch-requests.ts';

/** What a route is called by whoever observes. */
export interface RouteAbout {
  readonly kind: 'join' | 'request' | 'refresh';
  readonly name: string;
  /** The room of the contract that it is about. */
  readonly room: string | null;
  readonly rule: Rule;
}

/** One name that a client may send. */
export interface Route<User extends BaseUser> {
  readonly name: string;
  /** Denials are not reported when no acknowledgement was asked for. */
  readonly silent: boolean;
  /** Left out where nothing is decided that is worth to be told. */
  readonly about?: RouteAbout;
  /** The data of the acknowledgement, or a promise of it. @throws RoomkeyError, or anything else as `internal` */
  run(connection: Connection<User>, payload: unknown, trace: Trace | null): unknown;
}

/** What a client made up must not become the label of a metric. */
const UNKNOWN = '(unknown)';

/** Stands for every name that the contract does not have. */
export const UNKNOWN_ROUTE: Pick<Route<BaseUser>, 'name' | 'about'> = {
  name: UNKNOWN,
  about: { kind: 'request', name: UNKNOWN, room: null, rule: 'none' },
};
