import type { Clock } from '../clock.ts';
import type { Asking } from '../cluster/ask.ts';
import type { Bus } from '../cluster/bus.ts';
import { countOf, exactTarget, isRecord, readTarget } from '../cluster/shapes.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Revocations, RevokeTarget } from '../identity/revocations.ts';
import type { UserLoader } from '../identity/user-loader.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Registry } from './registry.ts';

/** What a revocation did by the time it returned. */
export interface RevokeReceipt {
  /** Servers that carried it out: this one first, then those that answered. */
  readonly nodes: readonly string[];
  /**
   * Servers that were there within the last minute and did not answer within a second. They hear of it once they can
   * be reached again; until then the look-up of sessions (`sweepMs`) bounds it there.
   */
  readonly missing: readonly string[];
  /** Sockets that were closed, on all `nodes`. */
  readonly sockets: number;
  readonly durationMs: number;
}

export interface RevokeParts<User extends BaseUser> {
  readonly clock: Clock;
  readonly bus: Bus;
  readonly asking: Asking;
  readonly registry: Registry<User>;
  readonly revocations: Revocations;
  readonly loader: UserLoader<User>;
  readonly lifecycle: Lifecycle<User>;
}

export type Revoke = (target: RevokeTarget) => Promise<RevokeReceipt>;

/** Closes what a revocation ends on this server; it is remembered already. Returns how many sockets that were. */
export type EndRevoked = (target: RevokeTarget) => number;

export function createEndRevoked<User extends BaseUser>({
  registry,
  lifecycle,
}: Pick<RevokeParts<User>, 'registry' | 'lifecycle'>): EndRevoked {
  return (target) => {
    const connections = registry.matching(target);
    for (const connection of connections) lifecycle.end(connection, 'session_revoked');
    return connections.length;
  };
}

/**
 * Remembers first, then closes: whatever is being decided at this moment finds the revocation when it is done. All
 * of that happens here before the first await, whatever the bus does; then the others are asked to do the same.
 */
export function createRevoke<User extends BaseUser>(parts: RevokeParts<User>): Revoke {
  const { clock, bus, asking, revocations, loader } = parts;
  const end = createEndRevoked(parts);

  const carryOut = (target: RevokeTarget): number => {
    revocations.add(target);
    loader.forget();
    return end(target);
  };

  asking.answer('revoke', (target) => ({ sockets: carryOut(readTarget(target)) }));

  return async (target) => {
    const startedAt = clock.now();
    const exact = exactTarget(target, startedAt);
    const own = carryOut(exact);
    const { answers, missing } = await asking.ask('revoke', exact);
    const others = Array.from(answers.values(), (answer) =>
      isRecord(answer) ? countOf(answer['sockets']) : 0,
    );
    return {
      nodes: [bus.node, ...answers.keys()],
      missing,
      sockets: others.reduce((sum, sockets) => sum + sockets, own),
      durationMs: clock.now() - startedAt,
    };
  };
}
