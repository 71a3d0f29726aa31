import type { Clock } from '../clock.ts';
import type { BaseUser } from '../identity/types.ts';
import type { UserLoader } from '../identity/user-loader.ts';
import type { RefreshUser } from './refresh-user.ts';
import type { Registry } from './registry.ts';
import type { Rights } from './rights.ts';

/** Whose rights changed: a user's, or everybody's in one room. */
export type ReauthorizeTarget =
  | { readonly userId: string; readonly room?: never; readonly params?: never }
  | {
      readonly room: string;
      readonly params: Readonly<Record<string, string | number>>;
      readonly userId?: never;
    };

/** What a re-authorization did by the time it returned. */
export interface ReauthorizeReceipt {
  /** Connections that were looked at. */
  readonly sockets: number;
  /** Rooms that connections lost. */
  readonly left: number;
  readonly durationMs: number;
}

export interface ReauthorizeParts<User extends BaseUser> {
  readonly clock: Clock;
  readonly loader: UserLoader<User>;
  readonly registry: Registry<User>;
  readonly rights: Rights;
  readonly refreshUser: RefreshUser<User>;
  /** Asks again for one room; resolves to the connections asked and how many left. */
  readonly recheckRoom: (target: RoomTarget) => Promise<{ readonly sockets: number; readonly left: number }>;
}

type RoomTarget = Extract<ReauthorizeTarget, { readonly room: string }>;

export type Reauthorize = (target: ReauthorizeTarget) => Promise<ReauthorizeReceipt>;

export function createReauthorize<User extends BaseUser>(parts: ReauthorizeParts<User>): Reauthorize {
  const { clock, loader, registry, rights, refreshUser, recheckRoom } = parts;

  const reauthorizeUser = async (userId: string): Promise<{ sockets: number; left: number }> => {
    const connections = registry.byUser(userId);
    const left = await Promise.all(connections.map(refreshUser));
    return { sockets: connections.length, left: left.reduce((sum, rooms) => sum + rooms, 0) };
  };

  return async (target) => {
    const startedAt = clock.now();
    rights.change();
    loader.forget();
    const done = target.userId === undefined ? recheckRoom(target) : reauthorizeUser(target.userId);
    return { ...(await done), durationMs: clock.now() - startedAt };
  };
}
