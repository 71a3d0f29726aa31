import type { Server } from 'socket.io';
import type { AnyContract } from '../contract/index.ts';
import { systemClock } from './clock.ts';
import { createBus } from './cluster/bus.ts';
import type { Bus } from './cluster/bus.ts';
import { createNodes } from './cluster/nodes.ts';
import type { Nodes } from './cluster/nodes.ts';
import type { Clock } from './clock.ts';
import { createLifecycle } from './connections/lifecycle.ts';
import type { Lifecycle } from './connections/lifecycle.ts';
import { createAssertLive } from './connections/liveness.ts';
import type { Liveness } from './connections/liveness.ts';
import { createRegistry } from './connections/registry.ts';
import type { Registry } from './connections/registry.ts';
import { createRights } from './connections/rights.ts';
import type { Rights } from './connections/rights.ts';
import { DEFAULT_TIMEOUT_MS } from './deadline.ts';
import { createIdentity } from './identity/create-identity.ts';
import type { IdentityParts } from './identity/create-identity.ts';
import type { BaseUser } from './identity/types.ts';
import { hasInMemoryAdapter } from './delivery/install.ts';
import { resolveLimits } from './limits/limits.ts';
import type { ResolvedLimits } from './limits/limits.ts';
import { createDraining } from './draining/draining.ts';
import type { Draining } from './draining/draining.ts';
import { createObservers } from './observe/observers.ts';
import type { Observers } from './observe/observers.ts';
import { createSpans } from './observe/spans.ts';
import { createWatchHandshakes } from './observe/watch-handshakes.ts';
import type { WatchHandshakes } from './observe/watch-handshakes.ts';
import { createWatchRequests } from './observe/watch-requests.ts';
import type { WatchRequests } from './observe/watch-requests.ts';
import { createPresence } from './presence/presence.ts';
import type { Presence } from './presence/presence.ts';
import { createReporter } from './report.ts';
import type { OnError } from './report.ts';
import { createAuthorize } from './rooms/authorize.ts';
import type { Authorize } from './rooms/authorize.ts';
import { compileRooms } from './rooms/compiled-room.ts';
import type { CompiledRooms } from './rooms/compiled-room.ts';
import { leaveUndeclaredRooms } from './rooms/leave-undeclared.ts';
import { createMembership } from './rooms/membership.ts';
import type { Membership } from './rooms/membership.ts';
import type { RoomkeyOptions } from './types.ts';

/** The parts that every connection of one server shares. */
export interface Runtime<User extends BaseUser> extends IdentityParts<User> {
  readonly contract: AnyContract;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly report: OnError;
  readonly observers: Observers;
  readonly watchRequests: WatchRequests<User>;
  readonly watchHandshakes: WatchHandshakes<User>;
  readonly draining: Draining;
  readonly bus: Bus;
  readonly nodes: Nodes;
  readonly limits: ResolvedLimits;
  readonly allowAnonymous: boolean;
  readonly registry: Registry<User>;
  readonly rights: Rights;
  readonly rooms: CompiledRooms<User>;
  readonly authorize: Authorize<User>;
  readonly membership: Membership<User>;
  readonly presence: Presence<User>;
  readonly liveness: Liveness<User>;
  readonly lifecycle: Lifecycle<User>;
}

export function createRuntime<C extends AnyContract, User extends BaseUser>(
  io: Server,
  options: RoomkeyOptions<C, User>,
): Runtime<User> {
  const { contract, clock = systemClock, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const report = createReporter(options.onError);
  const observers = createObservers(report);
  const watch = { observers, spans: createSpans(options.tracer, report), clock };
  const bus = createBus(io, { node: options.node, reachesOthers: !hasInMemoryAdapter(io), report });
  const nodes = createNodes(bus, clock);
  const limits = resolveLimits(options.limits);
  const allowAnonymous = options.anonymous !== 'deny';
  const identity = createIdentity(options, clock, report);
  const registry = createRegistry<User>();
  const rights = createRights();
  const rooms = compileRooms<User>(contract, options.rooms);

  const liveness: Liveness<User> = {
    // Late-bound: joining asks the lifecycle, and the lifecycle reviews what was joined.
    current: (connection) => lifecycle.current(connection),
    assertLive: createAssertLive(identity.revocations),
  };
  const authorize = createAuthorize({ liveness, rights, clock, timeoutMs, report });
  const presence = createPresence({ ...options, rooms, namespace: io.of('/'), clock, report, bus, nodes });
  const membership = createMembership({
    rooms,
    authorize,
    observers,
    presence,
    maxRooms: limits.roomsPerConnection,
  });
  const lifecycle = createLifecycle<User>({
    clock,
    observers,
    registry,
    revocations: identity.revocations,
    allowAnonymous,
    onIdentityChange: (connection, before) => presence.identityChanged(connection, before),
    finishRooms: (connection) => membership.finish(connection),
    reviewRooms(connection, cause) {
      if (connection.identity.state === 'anonymous') leaveUndeclaredRooms(connection);
      return membership.review(connection, cause);
    },
  });

  const watching = {
    watchRequests: createWatchRequests<User>(watch),
    watchHandshakes: createWatchHandshakes<User>(watch),
    draining: createDraining({ clock, registry, observers, onEmpty: () => nodes.close() }),
  };
  const around = { clock, timeoutMs, report, observers, bus, nodes };
  const shared = { ...around, contract, limits, allowAnonymous, registry, rights, rooms };
  return { ...identity, ...shared, ...watching, authorize, membership, presence, liveness, lifecycle };
}
