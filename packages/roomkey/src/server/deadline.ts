import { RoomkeyError } from '../errors/index.ts';
import type { Clock } from './clock.ts';

/** How long application code may take before it is given up. */
export const DEFAULT_TIMEOUT_MS = 5_000;

/** Answers for work that may never settle. @throws RoomkeyError `timeout` */
export function withDeadline<Result>(
  work: PromiseLike<Result>,
  clock: Clock,
  timeoutMs: number,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => reject(new RoomkeyError('timeout')), timeoutMs);
    work.then(
      (result) => {
        clock.clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clock.clearTimeout(timer);
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- passed on as it came
        reject(error);
      },
    );
  });
}
