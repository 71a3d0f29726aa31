import { RoomkeyError } from '../../errors/index.ts';

/** Bounds the connections of one user to this process. */
export interface UserSlots {
  /** @throws RoomkeyError `too_many_connections` */
  take(userId: string): void;
  giveBack(userId: string): void;
  readonly size: number;
}

export function createUserSlots(most: number): UserSlots {
  const taken = new Map<string, number>();
  return {
    take(userId) {
      const count = taken.get(userId) ?? 0;
      if (count >= most) throw new RoomkeyError('too_many_connections');
      taken.set(userId, count + 1);
    },
    giveBack(userId) {
      const left = (taken.get(userId) ?? 1) - 1;
      if (left === 0) taken.delete(userId);
      else taken.set(userId, left);
    },
    get size() {
      return taken.size;
    },
  };
}
