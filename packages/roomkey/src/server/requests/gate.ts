import { RoomkeyError } from '../../errors/index.ts';
import type { Connection } from '../connections/connection.ts';
import type { Liveness } from '../connections/liveness.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Refused, RequestLimits } from '../limits/request-limits.ts';
import { observedOf } from '../observe/observed.ts';
import type { Observers } from '../observe/observers.ts';
import type { WatchRequests } from '../observe/watch-requests.ts';
import { nameOf, readRequest, refuse } from './incoming.ts';
import type { IncomingRequest } from './incoming.ts';
import { UNKNOWN_ROUTE } from './route.ts';
import type { Route } from './route.ts';
import { createRunRequest } from './run-request.ts';
import type { RunParts } from './run-request.ts';

export interface GateParts<User extends BaseUser> extends RunParts {
  readonly routes: readonly Route<User>[];
  readonly undeclared: 'refuse' | 'pass';
  readonly requestLimits: RequestLimits<User>;
  readonly liveness: Liveness<User>;
  readonly observers: Observers;
  readonly watchRequests: WatchRequests<User>;
}

/** Stands before every listener of a connection, as middleware of its socket. */
export type Gate<User extends BaseUser> = (
  connection: Connection<User>,
  packet: readonly unknown[],
  next: () => void,
) => void;

export function createGate<User extends BaseUser>(parts: GateParts<User>): Gate<User> {
  const { undeclared, requestLimits, liveness, observers, watchRequests } = parts;
  // A Map: no name that a client can send finds anything but what was declared.
  const routes = new Map(parts.routes.map((route) => [route.name, route]));
  const run = createRunRequest<User>(parts);

  const limit = (request: IncomingRequest<User>, { limit: which, retryAfterMs }: Refused): void => {
    const { connection, route } = request;
    refuse(request, new RoomkeyError('rate_limited', { retryAfterMs }));
    const isAbuse = requestLimits.isAbuse(connection);
    if (observers.any) {
      const whose = observedOf(connection);
      observers.tell({ type: 'limit', ...whose, limit: which, name: route?.name ?? UNKNOWN_ROUTE.name });
      if (isAbuse) observers.tell({ type: 'limit', ...whose, limit: 'abuse', name: null });
    }
    if (isAbuse) connection.socket.disconnect(true);
  };

  const deny = (request: IncomingRequest<User>, code: 'draining' | 'unknown_event'): void =>
    watchRequests(request, () => {
      const error = new RoomkeyError(code);
      refuse(request, error);
      request.trace?.end(code, error);
    });

  return (connection, packet, next) => {
    if (connection.ended) return;
    const request = readRequest(connection, packet, routes.get(nameOf(packet)));
    const refused = requestLimits.take(connection, request.name);
    if (refused !== null) {
      limit(request, refused);
    } else if (connection.onIdle !== null) {
      deny(request, 'draining');
    } else if (request.route !== undefined) {
      watchRequests(request, run);
    } else if (undeclared === 'pass') {
      // Listeners of the application read `socket.data.user`: it must be of now, whatever the timers did.
      liveness.current(connection);
      if (!connection.ended) next();
    } else {
      deny(request, 'unknown_event');
    }
  };
}
