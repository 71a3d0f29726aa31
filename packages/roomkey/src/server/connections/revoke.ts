import type { Clock } from '../clock.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Revocations, RevokeTarget } from '../identity/revocations.ts';
import type { UserLoader } from '../identity/user-loader.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Registry } from './registry.ts';

/** What a revocation did by the time it returned. */
export interface RevokeReceipt {
  /** Servers that carried it out. */
  readonly nodes: number;
  /** Sockets that were closed. */
  readonly sockets: number;
  readonly durationMs: number;
}

export interface RevokeParts<User extends BaseUser> {
  readonly clock: Clock;
  readonly registry: Registry<User>;
  readonly revocations: Revocations;
  readonly loader: UserLoader<User>;
  readonly lifecycle: Lifecycle<User>;
}

/** Remembers first, then closes: whatever is being decided at this moment finds the revocation when it is done. */
export function createRevoke<User extends BaseUser>(
  parts: RevokeParts<User>,
): (target: RevokeTarget) => RevokeReceipt {
  const { clock, registry, revocations, loader, lifecycle } = parts;
  return (target) => {
    const startedAt = clock.now();
    const exact =
      target.sessionId === undefined ? { ...target, issuedBefore: target.issuedBefore ?? startedAt } : target;
    revocations.add(exact);
    loader.forget();
    const connections = registry.matching(exact);
    for (const connection of connections) lifecycle.end(connection, 'session_revoked');
    return { nodes: 1, sockets: connections.length, durationMs: clock.now() - startedAt };
  };
}
