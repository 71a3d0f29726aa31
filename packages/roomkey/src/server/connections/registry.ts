import type { BaseUser } from '../identity/types.ts';
import type { RevokeTarget } from '../identity/revocations.ts';
import type { Connection } from './connection.ts';
import { createGrouped } from './grouped.ts';

/** The live connections of this process, found by session and by user. Anonymous ones are held too. */
export interface Registry<User extends BaseUser> {
  add(connection: Connection<User>): void;
  remove(connection: Connection<User>): void;
  bySession(sessionId: string): readonly Connection<User>[];
  byUser(userId: string): readonly Connection<User>[];
  /** The connections that a revocation ends. */
  matching(target: RevokeTarget): readonly Connection<User>[];
  all(): Iterable<Connection<User>>;
  readonly size: number;
}

export function createRegistry<User extends BaseUser>(): Registry<User> {
  const connections = new Set<Connection<User>>();
  const sessions = createGrouped<Connection<User>>();
  const users = createGrouped<Connection<User>>();

  return {
    bySession: (sessionId) => sessions.get(sessionId),
    byUser: (userId) => users.get(userId),
    add(connection) {
      connections.add(connection);
      if (connection.subject === null) return;
      users.add(connection.subject.userId, connection);
      if (connection.subject.sessionId !== null) sessions.add(connection.subject.sessionId, connection);
    },
    remove(connection) {
      connections.delete(connection);
      if (connection.subject === null) return;
      users.delete(connection.subject.userId, connection);
      if (connection.subject.sessionId !== null) sessions.delete(connection.subject.sessionId, connection);
    },
    matching(target) {
      if (target.sessionId !== undefined) return sessions.get(target.sessionId);
      const issuedBefore = target.issuedBefore ?? Infinity;
      return users
        .get(target.userId)
        .filter(({ subject }) => subject !== null && subject.issuedAt <= issuedBefore);
    },
    all: () => connections,
    get size() {
      return connections.size;
    },
  };
}
