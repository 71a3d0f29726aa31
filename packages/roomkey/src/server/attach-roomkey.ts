import type { Server } from 'socket.io';
import { assertContract } from '../contract/index.ts';
import type { AnyContract } from '../contract/index.ts';
import { systemClock } from './clock.ts';
import { acceptConnections } from './connections/accept.ts';
import { createLifecycle } from './connections/lifecycle.ts';
import { createAssertLive } from './connections/liveness.ts';
import type { Liveness } from './connections/liveness.ts';
import { refreshRoute } from './connections/refresh.ts';
import { createRegistry } from './connections/registry.ts';
import { createRevoke } from './connections/revoke.ts';
import { assertNoRecovery } from './connections/watch-server.ts';
import { createEmitter } from './events/emitter.ts';
import { createHttp } from './http/protect.ts';
import { createIdentity } from './identity/create-identity.ts';
import type { BaseUser } from './identity/types.ts';
import { createReporter } from './report.ts';
import { createGate } from './requests/gate.ts';
import { requestRoutes } from './requests/request-routes.ts';
import type { ErasedTo } from './requests/request-context.ts';
import { compileRooms } from './rooms/compiled-room.ts';
import { createMembership } from './rooms/membership.ts';
import { leaveUndeclaredRooms } from './rooms/leave-undeclared.ts';
import { roomRoutes } from './rooms/room-routes.ts';
import type { Roomkey, RoomkeyOptions } from './types.ts';

/**
 * Puts a contract to work on a Socket.IO server: who is on each connection, which rooms it may be in and what
 * it may ask, checked at the moment it asks. A missing policy or handler is a type error, and a TypeError here.
 *
 * Call it before the first connection.
 *
 * @throws TypeError when the contract is wrong or connection state recovery is on
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
  const { contract, clock = systemClock } = options;
  const report = createReporter(options.onError);
  const allowAnonymous = options.anonymous !== 'deny';
  const { identifier, loader, revocations } = createIdentity(options, clock, report);
  const registry = createRegistry<User>();

  const rooms = compileRooms(contract, options.rooms);
  const liveness: Liveness<User> = {
    // Late-bound: joining asks the lifecycle, and the lifecycle reviews what was joined.
    current: (connection) => lifecycle.current(connection),
    assertLive: createAssertLive(revocations),
  };
  const membership = createMembership({ rooms, report, liveness });
  const lifecycle = createLifecycle<User>({
    clock,
    registry,
    revocations,
    allowAnonymous,
    reviewRooms(connection, reason) {
      if (connection.identity.state === 'anonymous') leaveUndeclaredRooms(connection);
      membership.review(connection, reason);
    },
  });

  const emit = createEmitter(io.of('/'), contract, rooms);
  const to: ErasedTo = (_room, params) => ({
    emit: (event, data) => emit({ event, params, data, audience: { to: 'all' } }),
  });
  const routes = [
    refreshRoute({ identifier, lifecycle, liveness, registry, clock }),
    ...[...rooms.values()].flatMap((room) => roomRoutes(room, membership)),
    ...requestRoutes({ contract, handlers: options.requests, rooms, membership, emit, to, liveness, report }),
  ];
  const install = createGate({
    routes: new Map(routes.map((route) => [route.name, route])),
    undeclared: options.undeclared ?? 'refuse',
    requestTimeoutMs: options.requestTimeoutMs ?? 10_000,
    clock,
    report,
  });
  acceptConnections(io, { identifier, lifecycle, allowAnonymous, install });

  const revoke = createRevoke({ clock, registry, revocations, loader, lifecycle });
  return {
    ...createHttp(identifier),
    to,
    revoke: (target) => Promise.resolve(revoke(target)),
    get connections() {
      return registry.size;
    },
    close: () => lifecycle.close(),
  };
}
