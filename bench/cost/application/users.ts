import { setImmediate } from 'node:timers/promises';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly avatar: null;
}

const userOf = (id: string): User => ({ id, name: id.toUpperCase(), role: 'user', avatar: null });

/** A pretended database on a fast network: every query takes another turn of the event loop, and is counted. */
export interface UserTable {
  readonly queries: number;
  find(id: string): Promise<User>;
  findMany(ids: readonly string[]): Promise<readonly User[]>;
}

export function createUserTable(): UserTable {
  let queries = 0;
  const query = (): Promise<void> => {
    queries += 1;
    return setImmediate();
  };
  return {
    get queries() {
      return queries;
    },
    async find(id) {
      await query();
      return userOf(id);
    },
    async findMany(ids) {
      await query();
      return ids.map(userOf);
    },
  };
}

/** The one of this process. */
export const users = createUserTable();
