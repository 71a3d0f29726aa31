import type { Clock } from '../clock.ts';
import type { EndRevoked } from '../connections/revoke.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Remembered, Revocations } from '../identity/revocations.ts';
import type { UserLoader } from '../identity/user-loader.ts';
import type { Bus } from './bus.ts';
import type { Nodes } from './nodes.ts';
import { isRecord, readTarget } from './shapes.ts';

/** Those that come back from one outage are told together. */
const GATHER_MS = 100;
const CHUNK = 500;
/** What is older is in the database, where every handshake and every sweep looks. */
const MAX_SHARED = 10_000;

export interface ShareRevocationsParts<User extends BaseUser> {
  readonly bus: Bus;
  readonly nodes: Nodes;
  readonly clock: Clock;
  readonly revocations: Revocations;
  readonly loader: UserLoader<User>;
  readonly endRevoked: EndRevoked;
}

/**
 * When a server joins, is back after a silence, or missed something, all tell each other what they remember as revoked: what was
 * revoked on one side of an outage counts on both once it is over.
 */
export function shareRevocations<User extends BaseUser>(parts: ShareRevocationsParts<User>): void {
  const { bus, nodes, clock, revocations, loader, endRevoked } = parts;
  let isPlanned = false;

  const share = (): void => {
    isPlanned = false;
    const remembered = revocations.newest(MAX_SHARED);
    for (let start = 0; start < remembered.length; start += CHUNK) {
      bus.send('revoked', remembered.slice(start, start + CHUNK));
    }
  };

  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    clock.setTimeout(share, GATHER_MS);
  };
  nodes.onJoined(plan);
  nodes.onMissed(() => {
    // Whoever was not heard does not know it, where it heard the others.
    bus.send('revoked-ask', null);
    plan();
  });
  bus.on('revoked-ask', plan);

  bus.on('revoked', (body) => {
    const remembered = readAll(body);
    for (const { target, remainingMs } of remembered) revocations.add(target, remainingMs);
    loader.forget();
    for (const { target } of remembered) endRevoked(target);
  });
}

/** @throws TypeError */
function readAll(body: unknown): readonly Remembered[] {
  if (!Array.isArray(body)) throw new TypeError('Not a list of revocations.');
  return body.slice(0, CHUNK).map(readRemembered);
}

function readRemembered(value: unknown): Remembered {
  if (!isRecord(value) || typeof value['remainingMs'] !== 'number' || !(value['remainingMs'] > 0)) {
    throw new TypeError('Not a revocation that is remembered.');
  }
  return { target: readTarget(value['target']), remainingMs: value['remainingMs'] };
}
