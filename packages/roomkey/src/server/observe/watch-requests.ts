import type { ErrorCode } from '../../errors/index.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../connections/connection.ts';
import type { BaseUser } from '../identity/types.ts';
import type { IncomingRequest } from '../requests/incoming.ts';
import { UNKNOWN_ROUTE } from '../requests/route.ts';
import type { RouteAbout } from '../requests/route.ts';
import type { RoomkeyEvent } from './events.ts';
import { observedOf } from './observed.ts';
import type { Observers } from './observers.ts';
import type { Spans } from './spans.ts';

/** What is found out on the way of a request, for whoever watches. */
export interface Trace {
  /** The key of the room that it is about, once its params are read. */
  room: string | null;
  /** Whether rule and policy have said yes. */
  allowed: boolean;
  /** Connections that a refresh gave a newer token. */
  renewed: number;
  /** Once, when it is answered. `error` is what was thrown, `code` what the client was told. */
  end(code: ErrorCode | null, error?: unknown): void;
}

/** Does the work of a request, which finds its trace in the request. */
export type WatchRequests<User extends BaseUser> = (
  request: IncomingRequest<User>,
  work: (request: IncomingRequest<User>) => void,
) => void;

export interface WatchParts {
  readonly observers: Observers;
  readonly spans: Spans;
  readonly clock: Clock;
}

/** Puts a trace around requests. Without observers and tracer there is none, and the clock is not read. */
export function createWatchRequests<User extends BaseUser>({
  observers,
  spans,
  clock,
}: WatchParts): WatchRequests<User> {
  return (request, work) => {
    if (!observers.any && !spans.on) return work(request);
    const { connection, route } = request;
    const { name, about } = route ?? UNKNOWN_ROUTE;
    const isObserved = observers.any && about !== undefined;
    if (!isObserved && !spans.on) return work(request);
    const startedAt = isObserved ? clock.now() : 0;
    spans.run(`${name} receive`, attributesOf(name, about), (span) => {
      const trace: Trace = {
        room: null,
        allowed: false,
        renewed: 0,
        end(code, error) {
          if (isObserved) {
            const durationMs = clock.now() - startedAt;
            observers.tell(eventOf(connection, { about, trace, code, durationMs }));
          }
          spans.end(span, { code, error });
        },
      };
      request.trace = trace;
      work(request);
    });
  };
}

const attributesOf = (name: string, about: RouteAbout | undefined): Record<string, string> => ({
  'messaging.system': 'socket.io',
  'messaging.operation.name': 'receive',
  'messaging.destination.name': name,
  'roomkey.name': about?.name ?? name,
  ...(about?.room == null ? {} : { 'roomkey.room': about.room }),
});

interface Outcome {
  readonly about: RouteAbout;
  readonly trace: Trace;
  readonly code: ErrorCode | null;
  readonly durationMs: number;
}

function eventOf<User extends BaseUser>(
  connection: Connection<User>,
  { about, trace, code, durationMs }: Outcome,
): RoomkeyEvent {
  const whose = observedOf(connection);
  if (about.kind === 'refresh') return { type: 'refresh', ...whose, code, renewed: trace.renewed };
  const { kind, name, rule } = about;
  const { room, allowed } = trace;
  return { type: 'decision', ...whose, kind, name, rule, room, allowed, code, durationMs };
}
