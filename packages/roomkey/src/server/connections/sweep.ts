import { isRoomkeyError } from '../../errors/index.ts';
import type { Clock } from '../clock.ts';
import type { Nodes } from '../cluster/nodes.ts';
import type { AuthenticatedIdentity, BaseUser, LoadedUser } from '../identity/types.ts';
import type { UserLoader } from '../identity/user-loader.ts';
import type { OnError } from '../report.ts';
import type { Membership } from '../rooms/membership.ts';
import type { Connection } from './connection.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Registry } from './registry.ts';
import { startRounds } from './rounds.ts';

export interface SweepParts<User extends BaseUser> {
  readonly clock: Clock;
  readonly everyMs: number;
  readonly loader: UserLoader<User>;
  readonly registry: Registry<User>;
  readonly lifecycle: Lifecycle<User>;
  readonly membership: Pick<Membership<User>, 'review'>;
  readonly nodes: Nodes;
  readonly report: OnError;
}

/** Connections that are looked at at the same time; a batched loader makes one query of them. */
const CHUNK = 500;

/**
 * Looks every live session up again, round after round. It bounds how long a revocation or change that nobody
 * announced to this server can go unnoticed: one round, plus the time the look-ups take. Rooms are asked for again only
 * when another server may have announced what was not heard here.
 */
export function startSweep<User extends BaseUser>(parts: SweepParts<User>): { close(): void } {
  const { clock, everyMs, loader, registry, lifecycle, membership, nodes, report } = parts;
  let hasMissed = false;
  let isReviewing = false;

  const apply = (connection: Connection<User>, seen: AuthenticatedIdentity<User>, user: LoadedUser<User>) => {
    if (connection.ended || connection.identity !== seen) return;
    if (user === 'session_revoked') lifecycle.end(connection, 'session_revoked');
    else if (user === null) lifecycle.demote(connection, 'user_unknown');
    else if (!isSameUser(user, seen.user)) void lifecycle.renew(connection, { ...seen, user });
  };

  /** Resolves to whether the session could be looked up. */
  const check = async (connection: Connection<User>): Promise<boolean> => {
    const { identity } = connection;
    if (identity.state === 'anonymous') return true;
    try {
      apply(connection, identity, await loader.load(identity.subject));
      return true;
    } catch (error) {
      // The loader has reported its own failures; an outage changes nothing here.
      if (!isRoomkeyError(error)) report(error, { stage: 'sweep' });
      return false;
    }
  };

  const review = async (connections: readonly Connection<User>[]): Promise<void> => {
    isReviewing = true;
    hasMissed = false;
    try {
      await inChunks(connections, (connection) => membership.review(connection, 'doubt'));
    } catch (error) {
      report(error, { stage: 'sweep' });
    } finally {
      isReviewing = false;
    }
  };

  const round = async (): Promise<void> => {
    const connections = [...registry.all()];
    const answered = await inChunks(connections, check);
    // Apart from the look-ups, which a policy that hangs must not put off; and not where policies hardly can answer.
    const canReview = !isReviewing && !answered.includes(false);
    if (canReview && (hasMissed || nodes.isCutOff())) void review(connections);
  };

  const rounds = startRounds({ clock, everyMs, round });
  // That a server fell silent is noticed late, and the round after that would be later still. Not each time: a bus that
  // loses something every second must not make a round of each.
  nodes.onMissed(() => {
    hasMissed = true;
    rounds.hasten();
  });
  return rounds;
}

async function inChunks<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += CHUNK)
    results.push(...(await Promise.all(items.slice(start, start + CHUNK).map(work))));
  return results;
}

const isSameUser = (a: BaseUser, b: BaseUser): boolean => JSON.stringify(a) === JSON.stringify(b);
