import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import { ERROR_EVENT, toWireError } from '../../protocol/index.ts';
import type { Ack, ErrorMessage } from '../../protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../connections/connection.ts';
import type { Liveness } from '../connections/liveness.ts';
import type { BaseUser } from '../identity/types.ts';
import type { OnError } from '../report.ts';
import { withDeadline } from '../deadline.ts';
import type { Route } from './route.ts';

export interface GateParts<User extends BaseUser> {
  readonly routes: readonly Route<User>[];
  readonly undeclared: 'refuse' | 'pass';
  readonly timeoutMs: number;
  readonly liveness: Liveness<User>;
  readonly clock: Clock;
  readonly report: OnError;
}

/** Puts itself before every listener of a connection. Synchronous: no packet can come in between. */
export type Gate<User extends BaseUser> = (connection: Connection<User>) => void;

type Reply = (answer: Ack) => void;

export function createGate<User extends BaseUser>(parts: GateParts<User>): Gate<User> {
  const { undeclared, timeoutMs, liveness, clock, report } = parts;
  // A Map: no name that a client can send finds anything but what was declared.
  const routes = new Map(parts.routes.map((route) => [route.name, route]));

  const run = async (
    connection: Connection<User>,
    route: Route<User>,
    request: IncomingRequest,
  ): Promise<void> => {
    const reply = replier(connection, request, route.silent);
    try {
      const work = route.run(connection, request.payload);
      reply({ ok: true, data: await withDeadline(work, clock, timeoutMs) });
    } catch (error) {
      if (!isRoomkeyError(error))
        report(error, { stage: 'handler', name: route.name, ...userOf(connection) });
      reply({ ok: false, error: toWireError(isRoomkeyError(error) ? error : new RoomkeyError('internal')) });
    }
  };

  return (connection) => {
    connection.socket.use((packet, next) => {
      if (connection.ended) return;
      const request = readRequest(packet);
      const route = routes.get(request.name);
      if (route !== undefined) {
        void run(connection, route, request);
      } else if (undeclared === 'pass') {
        // Listeners of the application read `socket.data.user`: it must be of now, whatever the timers did.
        liveness.current(connection);
        if (!connection.ended) next();
      } else {
        replier(
          connection,
          request,
          false,
        )({ ok: false, error: toWireError(new RoomkeyError('unknown_event')) });
      }
    });
  };
}

interface IncomingRequest {
  readonly name: string;
  readonly payload: unknown;
  readonly ack: ((answer: Ack) => void) | undefined;
}

/** The acknowledgement is the last argument and a function, whatever else the client sent or left out. */
function readRequest([name, ...args]: readonly unknown[]): IncomingRequest {
  const last = args.at(-1);
  const ack =
    typeof last === 'function'
      ? (answer: Ack): void => void Reflect.apply(last, undefined, [answer])
      : undefined;
  return {
    name: typeof name === 'string' ? name : '',
    payload: ack !== undefined && args.length === 1 ? undefined : args[0],
    ack,
  };
}

const MAX_NAME = 64;

function replier<User extends BaseUser>(
  connection: Connection<User>,
  request: IncomingRequest,
  silent: boolean,
): Reply {
  return (answer) => {
    if (request.ack !== undefined) return request.ack(answer);
    if (answer.ok || silent) return;
    const { code, message } = answer.error;
    const event = request.name.slice(0, MAX_NAME);
    connection.socket.emit(ERROR_EVENT, { code, message, event } satisfies ErrorMessage);
  };
}

const userOf = <User extends BaseUser>({ identity }: Connection<User>): { readonly userId?: string } =>
  identity.user === null ? {} : { userId: identity.user.id };
