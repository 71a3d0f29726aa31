import { isRoomkeyError } from 'roomkey/contract';
import { namingOutage } from '../db/failures.ts';

/**
 * Watches writes for those of which nobody knows whether they were committed.
 *
 * @throws RoomkeyError `unavailable` for an outage of the database; else what the write threw
 */
export type WatchWrite = <Outcome>(write: Promise<Outcome>) => Promise<Outcome>;

/**
 * A write that the database could not confirm may have been committed. Whoever asked asks again, is told that it is
 * there already, and then nothing is announced. So once writes succeed again, everybody is told to read again.
 */
export function createWatchWrite(onSureAgain: () => void): WatchWrite {
  let isUnsure = false;
  return async (write) => {
    try {
      const outcome = await write;
      if (isUnsure) onSureAgain();
      isUnsure = false;
      return outcome;
    } catch (error) {
      const failure = namingOutage(error);
      if (isRoomkeyError(failure) && failure.code === 'unavailable') isUnsure = true;
      throw failure;
    }
  };
}
