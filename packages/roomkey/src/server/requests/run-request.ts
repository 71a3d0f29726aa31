import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import type { Clock } from '../clock.ts';
import { requestDone, requestStarted } from '../connections/connection.ts';
import type { Connection } from '../connections/connection.ts';
import { withDeadline } from '../deadline.ts';
import type { BaseUser } from '../identity/types.ts';
import type { ResolvedLimits } from '../limits/limits.ts';
import { assertWithin } from '../limits/payload-bounds.ts';
import { isPromiseLike } from '../maybe.ts';
import type { OnError } from '../report.ts';
import { refuse } from './incoming.ts';
import type { IncomingRequest } from './incoming.ts';

export interface RunParts {
  readonly timeoutMs: number;
  readonly limits: ResolvedLimits;
  readonly clock: Clock;
  readonly report: OnError;
}

/** Leads a request that was let through to its one answer. */
export function createRunRequest<User extends BaseUser>(
  parts: RunParts,
): (request: IncomingRequest<User>) => void {
  const { timeoutMs, limits, clock, report } = parts;

  const answer = ({ ack, trace }: IncomingRequest<User>, data: unknown): void => {
    ack?.({ ok: true, data });
    trace?.end(null);
  };

  const fail = (request: IncomingRequest<User>, error: unknown): void => {
    if (!isRoomkeyError(error))
      report(error, { stage: 'handler', name: request.name, ...userOf(request.connection) });
    const refusal = isRoomkeyError(error) ? error : new RoomkeyError('internal');
    refuse(request, refusal);
    request.trace?.end(refusal.code, error);
  };

  const finish = async (request: IncomingRequest<User>, work: PromiseLike<unknown>): Promise<void> => {
    requestStarted(request.connection);
    try {
      answer(request, await withDeadline(work, clock, timeoutMs));
    } catch (error) {
      fail(request, error);
    } finally {
      requestDone(request.connection);
    }
  };

  return (request) => {
    const { connection, route, payload, trace } = request;
    try {
      assertWithin(limits.payload, payload);
      const work = route?.run(connection, payload, trace);
      if (isPromiseLike(work)) void finish(request, work);
      else answer(request, work);
    } catch (error) {
      fail(request, error);
    }
  };
}

const userOf = <User extends BaseUser>({ identity }: Connection<User>): { readonly userId?: string } =>
  identity.user === null ? {} : { userId: identity.user.id };
