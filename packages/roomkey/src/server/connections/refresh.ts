import { RoomkeyError } from '../../errors/index.ts';
import { REFRESH_EVENT } from '../../protocol/index.ts';
import type { SessionMessage } from '../../protocol/index.ts';
import type { Clock } from '../clock.ts';
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
}

/**
 * `refresh-session`: a newer token for the same user and session, on the same connection. Answers with the
 * session as it is afterwards. Every connection of the session on this server profits, so that the tabs of
 * one browser need one token between them.
 */
export function refreshRoute<User extends BaseUser>(parts: RefreshParts<User>): Route<User> {
  const { identifier, lifecycle, liveness, registry, clock } = parts;

  return {
    name: REFRESH_EVENT,
    silent: false,
    async run(connection, payload): Promise<SessionMessage> {
      const subject = await identifier.verify(readToken(payload));
      assertSameSession(connection, subject);
      if (isNewer(connection, subject)) {
        const identity = await identifier.reload(subject);
        liveness.assertLive(connection);
        const renewed = siblings(registry, connection).filter((sibling) => isNewer(sibling, subject));
        await Promise.all(renewed.map((sibling) => lifecycle.renew(sibling, identity)));
      }
      return sessionMessage(connection, clock.now());
    },
  };
}

/** The connections of one session; without a session id a connection stands alone. */
function siblings<User extends BaseUser>(
  registry: Registry<User>,
  connection: Connection<User>,
): readonly Connection<User>[] {
  const sessionId = connection.subject?.sessionId ?? null;
  return sessionId === null ? [connection] : registry.bySession(sessionId);
}

function assertSameSession<User extends BaseUser>({ subject }: Connection<User>, next: Subject): void {
  if (subject?.userId !== next.userId || subject.sessionId !== next.sessionId) {
    throw new RoomkeyError('identity_mismatch');
  }
}

/** An older token changes nothing, except that any good token revives a connection whose own has run out. */
function isNewer<User extends BaseUser>(connection: Connection<User>, next: Subject): boolean {
  const { identity } = connection;
  return identity.state === 'anonymous' || next.expiresAt > identity.subject.expiresAt;
}

function readToken(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null || !('token' in payload)) {
    throw invalidPayload([{ message: 'Expected { token }', path: [] }]);
  }
  return payload.token;
}
