import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import { ERROR_EVENT, toWireError } from '../../protocol/index.ts';
import type { Ack, ErrorMessage } from '../../protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../connections/connection.ts';
import type { ResolvedLimits } from '../limits/limits.ts';
import { assertWithin } from '../limits/payload-bounds.ts';
import type { RequestLimits } from '../limits/request-limits.ts';
import type { Liveness } from '../connections/liveness.ts';
import type { BaseUser } from '../identity/types.ts';
import type { OnError } from '../report.ts';
import { withDeadline } from '../deadline.ts';
import { isPromiseLike } from '../maybe.ts';
import type { Route } from './route.ts';

export interface GateParts<User extends BaseUser> {
  readonly routes: readonly Route<User>[];
  readonly undeclared: 'refuse' | 'pass';
  readonly timeoutMs: number;
  readonly limits: ResolvedLimits;
  readonly requestLimits: RequestLimits<User>;
  readonly liveness: Liveness<User>;
  readonly clock: Clock;
  readonly report: OnError;
}

/** Puts itself before every listener of a connection. Synchronous: no packet can come in between. */
export type Gate<User extends BaseUser> = (connection: Connection<User>) => void;

export function createGate<User extends BaseUser>(parts: GateParts<User>): Gate<User> {
  const { undeclared, timeoutMs, limits, requestLimits, liveness, clock, report } = parts;
  // A Map: no name that a client can send finds anything but what was declared.
  const routes = new Map(parts.routes.map((route) => [route.name, route]));

  const fail = (connection: Connection<User>, request: IncomingRequest, error: unknown): void => {
    if (!isRoomkeyError(error))
      report(error, { stage: 'handler', name: request.name, ...userOf(connection) });
    refuse(connection, request, isRoomkeyError(error) ? error : new RoomkeyError('internal'));
  };

  const run = (connection: Connection<User>, route: Route<User>, request: IncomingRequest): void => {
    const answer = (data: unknown): void => request.ack?.({ ok: true, data });
    try {
      assertWithin(limits.payload, request.payload);
      const work = route.run(connection, request.payload);
      if (!isPromiseLike(work)) return answer(work);
      withDeadline(work, clock, timeoutMs)
        .then(answer)
        .catch((error: unknown) => fail(connection, request, error));
    } catch (error) {
      fail(connection, request, error);
    }
  };

  const limit = (connection: Connection<User>, request: IncomingRequest, retryAfterMs: number): void => {
    refuse(connection, request, new RoomkeyError('rate_limited', { retryAfterMs }));
    if (requestLimits.isAbuse(connection)) connection.socket.disconnect(true);
  };

  return (connection) => {
    connection.socket.use((packet, next) => {
      if (connection.ended) return;
      const name = nameOf(packet);
      const route = routes.get(name);
      const request = readRequest(packet, name, route?.silent === true);
      const retryAfterMs = requestLimits.take(connection, name);
      if (retryAfterMs > 0) {
        limit(connection, request, retryAfterMs);
      } else if (route !== undefined) {
        run(connection, route, request);
      } else if (undeclared === 'pass') {
        // Listeners of the application read `socket.data.user`: it must be of now, whatever the timers did.
        liveness.current(connection);
        if (!connection.ended) next();
      } else {
        refuse(connection, request, new RoomkeyError('unknown_event'));
      }
    });
  };
}

interface IncomingRequest {
  readonly name: string;
  readonly payload: unknown;
  readonly ack: ((answer: Ack) => void) | undefined;
  /** A refusal is not reported where no acknowledgement was asked for. */
  readonly silent: boolean;
}

const nameOf = ([name]: readonly unknown[]): string => (typeof name === 'string' ? name : '');

/** The acknowledgement is the last argument and a function, whatever else the client sent or left out. */
function readRequest(packet: readonly unknown[], name: string, silent: boolean): IncomingRequest {
  const [, first] = packet;
  const last = packet.at(-1);
  const ack = packet.length > 1 && isAcknowledgement(last) ? last : undefined;
  return { name, payload: first === ack ? undefined : first, ack, silent };
}

/** Functions come from Socket.IO alone: nothing that a client sends becomes one. */
const isAcknowledgement = (value: unknown): value is (answer: Ack) => void => typeof value === 'function';

const MAX_NAME = 64;

/** To the acknowledgement; without one as the lesson's `error` event. */
function refuse<User extends BaseUser>(
  { socket }: Connection<User>,
  { name, ack, silent }: IncomingRequest,
  error: RoomkeyError,
): void {
  if (ack !== undefined) return ack({ ok: false, error: toWireError(error) });
  if (silent) return;
  const { code, message } = error;
  socket.emit(ERROR_EVENT, { code, message, event: name.slice(0, MAX_NAME) } satisfies ErrorMessage);
}

const userOf = <User extends BaseUser>({ identity }: Connection<User>): { readonly userId?: string } =>
  identity.user === null ? {} : { userId: identity.user.id };
