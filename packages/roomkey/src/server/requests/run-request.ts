import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import type { Clock } from '../clock.ts';
import { requestDone, requestStarted } from '../connections/connection.ts';
import type { Connection } from '../connections/connection.ts';
import { withDeadline } from '../deadline.ts';
import type { BaseUser } from '../identity/types.ts';
import type { ResolvedLimits } from '../limits/limits.ts';
import { assertWithin } from '../limits/payload-bounds.ts';
import { isPromiseLike } from '../maybe.ts';
import type { Trace } from '../observe/watch-requests.ts';
import type { OnError } from '../report.ts';
import { refuse } from './incoming.ts';
import type { IncomingRequest } from './incoming.ts';
import type { Route } from './route.ts';

export interface RunParts {
  readonly timeoutMs: number;
  readonly limits: ResolvedLimits;
  readonly clock: Clock;
  readonly report: OnError;
}

/** A request that was let through, on its way to one answer. */
export interface Running<User extends BaseUser> {
  readonly connection: Connection<User>;
  readonly route: Route<User>;
  readonly request: IncomingRequest;
  readonly trace: Trace | null;
}

export function createRunRequest<User extends BaseUser>(parts: RunParts): (running: Running<User>) => void {
  const { timeoutMs, limits, clock, report } = parts;

  const answer = ({ request, trace }: Running<User>, data: unknown): void => {
    request.ack?.({ ok: true, data });
    trace?.end(null);
  };

  const fail = ({ connection, request, trace }: Running<User>, error: unknown): void => {
    if (!isRoomkeyError(error))
      report(error, { stage: 'handler', name: request.name, ...userOf(connection) });
    const refusal = isRoomkeyError(error) ? error : new RoomkeyError('internal');
    refuse(connection, request, refusal);
    trace?.end(refusal.code, error);
  };

  const finish = async (running: Running<User>, work: PromiseLike<unknown>): Promise<void> => {
    requestStarted(running.connection);
    try {
      answer(running, await withDeadline(work, clock, timeoutMs));
    } catch (error) {
      fail(running, error);
    } finally {
      requestDone(running.connection);
    }
  };

  return (running) => {
    const { connection, route, request, trace } = running;
    try {
      assertWithin(limits.payload, request.payload);
      const work = route.run(connection, request.payload, trace);
      if (isPromiseLike(work)) void finish(running, work);
      else answer(running, work);
    } catch (error) {
      fail(running, error);
    }
  };
}

const userOf = <User extends BaseUser>({ identity }: Connection<User>): { readonly userId?: string } =>
  identity.user === null ? {} : { userId: identity.user.id };
