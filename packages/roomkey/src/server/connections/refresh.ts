import { RoomkeyError } from '../../errors/index.ts';
import { REFRESH_EVENT } from '../../protocol/index.ts';
import type { SessionMessage } from '../../protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Bus } from '../cluster/bus.ts';
import type { SentSubject } from '../cluster/shapes.ts';
import type { Identifier } from '../identity/identify.ts';
import type { BaseUser, Subject } from '../identity/types.ts';
import { invalidPayload } from '../requests/parse.ts';
import type { Route } from '../requests/route.ts';
import type { Connection } from './connection.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Liveness } from './liveness.ts';
import type { Registry } from './registry.ts';
import { sessionMessage } from './session-message.ts';

export interface RefreshParts<User extends BaseUser> {
  readonly identifier: Identifier<User>;
  readonly lifecycle: Lifecycle<User>;
  readonly liveness: Liveness<User>;
  readonly registry: Registry<User>;
  readonly clock: Clock;
  readonly bus: Bus;
}

/**
 * `refresh-session`: a newer token for the same user and session, on the same connection. Answers with the
 * session as it is afterwards. `connections` names others of the same session that are renewed along with it,
 * so that the tabs of one browser need one token between them. Only those: a socket that was opened with a
 * stolen token is known to no tab, and ends when that token does.
 */
export function refreshRoute<User extends BaseUser>(parts: RefreshParts<User>): Route<User> {
  const { identifier, lifecycle, liveness, registry, clock, bus } = parts;

  return {
    name: REFRESH_EVENT,
    silent: false,
    about: { kind: 'refresh', name: REFRESH_EVENT, room: null, rule: 'none' },
    async run(connection, payload, trace): Promise<SessionMessage> {
      const { token, connections } = readRefresh(payload);
      const subject = await identifier.verify(token);
      assertSameSession(connection, subject);
      if (isNewer(connection, subject)) {
        const identity = await identifier.reload(subject);
        liveness.assertLive(connection);
        const named = siblings(registry, connection, connections);
        const renewed = [connection, ...named].filter((each) => isNewer(each, subject));
        renewElsewhere(bus, subject, without(connections, renewed));
        if (trace !== null) trace.renewed = renewed.length;
        await Promise.all(renewed.map((each) => lifecycle.renew(each, identity)));
      }
      return sessionMessage(connection, clock.now());
    },
  };
}

/** A token costs more to check than a request: more often than this, no client has a new one. */
export const REFRESH_LIMITS = { [REFRESH_EVENT]: { burst: 20, perSecond: 2 } };

/** The other connections of the same session that were named; without a session id there are none. */
function siblings<User extends BaseUser>(
  registry: Registry<User>,
  connection: Connection<User>,
  named: ReadonlySet<string>,
): readonly Connection<User>[] {
  const sessionId = connection.subject?.sessionId ?? null;
  if (sessionId === null || named.size === 0) return [];
  return registry.bySession(sessionId).filter((each) => each !== connection && named.has(each.socket.id));
}

/** Those that are not here may be on another server. */
function renewElsewhere(bus: Bus, subject: Subject, named: ReadonlySet<string>): void {
  const { userId, sessionId, issuedAt, expiresAt } = subject;
  if (sessionId === null || named.size === 0) return;
  const sent: SentSubject = { userId, sessionId, issuedAt, expiresAt };
  bus.send('refresh', { subject: sent, connections: [...named] });
}

const without = (
  ids: ReadonlySet<string>,
  connections: readonly Pick<Connection<BaseUser>, 'socket'>[],
): ReadonlySet<string> =>
  new Set([...ids].filter((id) => connections.every(({ socket }) => socket.id !== id)));

function assertSameSession<User extends BaseUser>({ subject }: Connection<User>, next: Subject): void {
  if (subject?.userId !== next.userId || subject.sessionId !== next.sessionId) {
    throw new RoomkeyError('identity_mismatch');
  }
}

/** An older token changes nothing, except that any good token revives a connection whose own has run out. */
export function isNewer<User extends BaseUser>(connection: Connection<User>, next: Subject): boolean {
  const { identity } = connection;
  return identity.state === 'anonymous' || next.expiresAt > identity.subject.expiresAt;
}

export const MAX_NAMED = 100;

function readRefresh(payload: unknown): {
  readonly token: unknown;
  readonly connections: ReadonlySet<string>;
} {
  if (typeof payload !== 'object' || payload === null || !('token' in payload)) {
    throw invalidPayload([{ message: 'Expected { token }', path: [] }]);
  }
  const named: unknown = 'connections' in payload ? payload.connections : [];
  if (!Array.isArray(named) || named.length > MAX_NAMED || !named.every((id) => typeof id === 'string')) {
    throw invalidPayload([{ message: 'Expected a list of socket ids', path: ['connections'] }]);
  }
  return { token: payload.token, connections: new Set(named) };
}
