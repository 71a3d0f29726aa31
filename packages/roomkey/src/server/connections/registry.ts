import type { BaseUser } from '../identity/types.ts';
import type { RevokeTarget } from '../identity/revocations.ts';
import type { Connection } from './connection.ts';

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
  const sessions = new Map<string, Set<Connection<User>>>();
  const users = new Map<string, Set<Connection<User>>>();

  const bySession = (sessionId: string): readonly Connection<User>[] => [...(sessions.get(sessionId) ?? [])];
  const byUser = (userId: string): readonly Connection<User>[] => [...(users.get(userId) ?? [])];

  return {
    bySession,
    byUser,
    add(connection) {
      connections.add(connection);
      if (connection.subject === null) return;
      insert(users, connection.subject.userId, connection);
      if (connection.subject.sessionId !== null) insert(sessions, connection.subject.sessionId, connection);
    },
    remove(connection) {
      connections.delete(connection);
      if (connection.subject === null) return;
      erase(users, connection.subject.userId, connection);
      if (connection.subject.sessionId !== null) erase(sessions, connection.subject.sessionId, connection);
    },
    matching(target) {
      if (target.sessionId !== undefined) return bySession(target.sessionId);
      const issuedBefore = target.issuedBefore ?? Infinity;
      return byUser(target.userId).filter(
        ({ subject }) => subject !== null && subject.issuedAt <= issuedBefore,
      );
    },
    all: () => connections,
    get size() {
      return connections.size;
    },
  };
}

function insert<Value>(index: Map<string, Set<Value>>, key: string, value: Value): void {
  const values = index.get(key);
  if (values === undefined) index.set(key, new Set([value]));
  else values.add(value);
}

function erase<Value>(index: Map<string, Set<Value>>, key: string, value: Value): void {
  const values = index.get(key);
  values?.delete(value);
  if (values?.size === 0) index.delete(key);
}
