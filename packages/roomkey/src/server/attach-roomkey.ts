import type { Server } from 'socket.io';
import { assertContract } from '../contract/index.ts';
import type { AnyContract } from '../contract/index.ts';
import { createAsking } from './cluster/ask.ts';
import { createResync } from './cluster/resync.ts';
import { shareRevocations } from './cluster/share-revocations.ts';
import { acceptConnections } from './connections/accept.ts';
import { createReauthorize } from './connections/reauthorize.ts';
import { REFRESH_LIMITS, refreshRoute } from './connections/refresh.ts';
import { renewForOthers } from './connections/refresh-elsewhere.ts';
import { createRefreshUser } from './connections/refresh-user.ts';
import { createEndRevoked, createRevoke } from './connections/revoke.ts';
import { startSweep } from './connections/sweep.ts';
import { assertNoRecovery } from './connections/watch-server.ts';
import { installDelivery } from './delivery/install.ts';
import { createEmitter } from './events/emitter.ts';
import { createSenders } from './events/senders.ts';
import { createHttp } from './http/protect.ts';
import type { BaseUser } from './identity/types.ts';
import { NO_REQUEST_LIMITS, createRequestLimits } from './limits/request-limits.ts';
import { tellReceipts } from './observe/receipts.ts';
import { PRESENCE_LIMITS, presenceRoutes } from './presence/presence-route.ts';
import { createGate } from './requests/gate.ts';
import type { ErasedTo } from './requests/request-context.ts';
import { requestRoutes } from './requests/request-routes.ts';
import { roomOf } from './rooms/compiled-room.ts';
import { createRecheckRoom } from './rooms/recheck-room.ts';
import { roomRoutes } from './rooms/room-routes.ts';
import { createRuntime } from './runtime.ts';
import { watchTransports } from './transport/transports.ts';
import type { Roomkey, RoomkeyOptions } from './types.ts';

/**
 * Puts a contract to work on a Socket.IO server: who is on each connection, which rooms it may be in and what
 * it may ask, checked at the moment it asks. A missing policy or handler is a type error, and a TypeError here.
 *
 * Call it before the first connection.
 *
 * @throws TypeError when the contract or a limit is wrong, connection state recovery is on, or the server has no
 * HTTP server yet
 * @example
 * const roomkey = attachRoomkey(io, {
 *   contract,
 *   verify: jwks(url, { algorithms: ['EdDSA'], issuer, audience }),
 *   loadUser: ({ userId }) => users.find(userId),
 *   rooms: { post: ({ user, params }) => posts.canRead(user, params.postId) },
 *   requests: { typing: ({ user, input, room }) => room.others.emit('user-typing', { userName: user.name, ...input }) },
 * });
 */
export function attachRoomkey<const C extends AnyContract, User extends BaseUser>(
  io: Server,
  options: RoomkeyOptions<C, User>,
): Roomkey<C, User> {
  assertContract(options.contract);
  assertNoRecovery(io);
  const runtime = createRuntime(io, options);
  const { clock, limits, identifier, lifecycle, registry, rooms, membership, presence, observers, nodes } =
    runtime;

  const senders = createSenders({ ...runtime, namespace: io.of('/'), latestMs: options.latestMs });
  const emit = createEmitter({ ...runtime, senders });
  const to: ErasedTo = (_room, params) => ({
    emit: (event, data) => emit({ event, params, data, audience: { to: 'all' } }),
  });
  const routes = [
    refreshRoute(runtime),
    ...presenceRoutes(runtime),
    ...[...rooms.values()].flatMap((room) => roomRoutes(room, membership, presence)),
    ...requestRoutes({ ...runtime, handlers: options.requests, emit, to }),
  ];
  const { undeclared = 'refuse', sweepMs = 5_000, origins, trustProxy = 0 } = options;
  const requestLimits =
    limits.requests === null
      ? NO_REQUEST_LIMITS
      : createRequestLimits<User>(options.contract, { ...REFRESH_LIMITS, ...PRESENCE_LIMITS }, clock);
  const gate = createGate({ ...runtime, routes, undeclared, requestLimits });
  const refreshUser = createRefreshUser(identifier, lifecycle);
  const transports = watchTransports(io, { ...runtime, origins, trustProxy });
  installDelivery(io, options.delivery);
  acceptConnections(io, { ...runtime, transports, refreshUser, gate });

  const asking = createAsking(runtime);
  shareRevocations({ ...runtime, endRevoked: createEndRevoked(runtime) });
  renewForOthers(runtime);
  const recheckRoom = createRecheckRoom(rooms, registry, membership);
  const orders = {
    revoke: createRevoke({ ...runtime, asking }),
    reauthorize: createReauthorize({ ...runtime, asking, refreshUser, recheckRoom }),
  };
  const sweep = sweepMs === null ? null : startSweep({ ...runtime, everyMs: sweepMs });
  return {
    ...createHttp(identifier),
    to,
    ...tellReceipts(orders, observers, ({ room, params }) => roomOf(rooms, room).key(params)),
    resync: createResync({ ...runtime, namespace: io.of('/') }),
    drain: async (times) => runtime.draining.start(times),
    node: runtime.bus.node,
    observe: (observer) => observers.add(observer),
    get connections() {
      return registry.size;
    },
    close() {
      lifecycle.close();
      sweep?.close();
      presence.close();
      nodes.close();
    },
  };
}
