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

/** What a client made up must not become the label of a metric. */
const UNKNOWN = '(unknown)';
const UNKNOWN_ROUTE = {
  name: UNKNOWN,
  about: { kind: 'request', name: UNKNOWN, room: null, rule: 'none' },
} as const;

export function createGate<User extends BaseUser>(parts: GateParts<User>): Gate<User> {
  const { undeclared, requestLimits, liveness, observers, watchRequests } = parts;
  // A Map: no name that a client can send finds anything but what was declared.
  const routes = new Map(parts.routes.map((route) => [route.name, route]));
  const run = createRunRequest<User>(parts);

  const limit = (connection: Connection<User>, request: IncomingRequest, refused: Refused): void => {
    const { retryAfterMs } = refused;
    refuse(connection, request, new RoomkeyError('rate_limited', { retryAfterMs }));
    const isAbuse = requestLimits.isAbuse(connection);
    if (observers.any) {
      const whose = observedOf(connection);
      const name = routes.has(request.name) ? request.name : UNKNOWN;
      observers.tell({ type: 'limit', ...whose, limit: refused.limit, name });
      if (isAbuse) observers.tell({ type: 'limit', ...whose, limit: 'abuse', name: null });
    }
    if (isAbuse) connection.socket.disconnect(true);
  };

  const deny = (
    connection: Connection<User>,
    request: IncomingRequest,
    { route, code }: { readonly route: Route<User> | undefined; readonly code: 'draining' | 'unknown_event' },
  ): void =>
    watchRequests(connection, route ?? UNKNOWN_ROUTE, (trace) => {
      const error = new RoomkeyError(code);
      refuse(connection, request, error);
      trace?.end(code, error);
    });

  return (connection, packet, next) => {
    if (connection.ended) return;
    const name = nameOf(packet);
    const route = routes.get(name);
    const request = readRequest(packet, name, route?.silent === true);
    const refused = requestLimits.take(connection, name);
    if (refused !== null) {
      limit(connection, request, refused);
    } else if (connection.onIdle !== null) {
      deny(connection, request, { route, code: 'draining' });
    } else if (route !== undefined) {
      watchRequests(connection, route, (trace) => run({ connection, route, request, trace }));
    } else if (undeclared === 'pass') {
      // Listeners of the application read `socket.data.user`: it must be of now, whatever the timers did.
      liveness.current(connection);
      if (!connection.ended) next();
    } else {
      deny(connection, request, { route, code: 'unknown_event' });
    }
  };
}
