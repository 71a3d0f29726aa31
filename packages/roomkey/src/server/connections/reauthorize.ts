import type { Clock } from '../clock.ts';
import type { Asking } from '../cluster/ask.ts';
import type { Bus } from '../cluster/bus.ts';
import { countOf, isRecord } from '../cluster/shapes.ts';
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
  /** Servers that carried it out: this one first, then those that answered. */
  readonly nodes: readonly string[];
  /** Servers that were there within the last minute and were not done within a second. */
  readonly missing: readonly string[];
  /** Connections that were looked at, on all `nodes`. */
  readonly sockets: number;
  /** Rooms that connections lost, on all `nodes`. */
  readonly left: number;
  readonly durationMs: number;
}

interface Outcome {
  readonly sockets: number;
  readonly left: number;
}

export interface ReauthorizeParts<User extends BaseUser> {
  readonly clock: Clock;
  readonly bus: Bus;
  readonly asking: Asking;
  readonly loader: UserLoader<User>;
  readonly registry: Registry<User>;
  readonly rights: Rights;
  readonly refreshUser: RefreshUser<User>;
  /** Asks again for one room; resolves to the connections asked and how many left. */
  readonly recheckRoom: (target: RoomTarget) => Promise<Outcome>;
}

type RoomTarget = Extract<ReauthorizeTarget, { readonly room: string }>;

export type Reauthorize = (target: ReauthorizeTarget) => Promise<ReauthorizeReceipt>;

export function createReauthorize<User extends BaseUser>(parts: ReauthorizeParts<User>): Reauthorize {
  const { clock, bus, asking, loader, registry, rights, refreshUser, recheckRoom } = parts;

  const reauthorizeUser = async (userId: string): Promise<Outcome> => {
    const connections = registry.byUser(userId);
    const left = await Promise.all(connections.map(refreshUser));
    return { sockets: connections.length, left: left.reduce((sum, rooms) => sum + rooms, 0) };
  };

  const carryOut = (target: ReauthorizeTarget): Promise<Outcome> => {
    rights.change();
    loader.forget();
    return target.userId === undefined ? recheckRoom(target) : reauthorizeUser(target.userId);
  };

  asking.answer('reauthorize', (target) => carryOut(readReauthorizeTarget(target)));

  return async (target) => {
    const startedAt = clock.now();
    const [own, { answers, missing }] = await Promise.all([
      carryOut(target),
      asking.ask('reauthorize', target),
    ]);
    const outcomes = [own, ...Array.from(answers.values(), readOutcome)];
    return {
      nodes: [bus.node, ...answers.keys()],
      missing,
      sockets: outcomes.reduce((sum, { sockets }) => sum + sockets, 0),
      left: outcomes.reduce((sum, { left }) => sum + left, 0),
      durationMs: clock.now() - startedAt,
    };
  };
}

const readOutcome = (value: unknown): Outcome =>
  isRecord(value)
    ? { sockets: countOf(value['sockets']), left: countOf(value['left']) }
    : { sockets: 0, left: 0 };

/** @throws TypeError */
function readReauthorizeTarget(value: unknown): ReauthorizeTarget {
  if (isRecord(value)) {
    const { userId, room, params } = value;
    if (typeof userId === 'string') return { userId };
    if (typeof room === 'string' && isRecord(params)) return { room, params: readParams(params) };
  }
  throw new TypeError('Nobody whose rights could have changed.');
}

/** @throws TypeError */
function readParams(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string | number>> {
  const params: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new TypeError('Not the params of a room.');
    params[name] = value;
  }
  return params;
}
