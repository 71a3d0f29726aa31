import type { SessionReason } from '../../protocol/index.ts';
import type { Clock } from '../clock.ts';
import { anonymous } from '../identity/identify.ts';
import type { AuthenticatedIdentity, BaseUser, Identity } from '../identity/types.ts';
import type { Revocations } from '../identity/revocations.ts';
import { assignIdentity } from './connection.ts';
import type { Connection } from './connection.ts';
import { observedOf } from '../observe/observed.ts';
import type { SessionEvent } from '../observe/events.ts';
import type { Observers } from '../observe/observers.ts';
import { createExpiryClock } from './expiry-clock.ts';
import type { Registry } from './registry.ts';
import { endedMessage, sendSession, sessionMessage } from './session-message.ts';

/** The only place where the identity of a connection changes. */
export interface Lifecycle<User extends BaseUser> {
  /** Puts a connection that was just accepted under watch and tells the client who it is. */
  begin(connection: Connection<User>): void;
  /** Forgets a connection that is gone. */
  finish(connection: Connection<User>): void;
  /** Who is on the connection now: an expiry that no timer has noticed yet takes effect here. */
  current(connection: Connection<User>): Identity<User>;
  /**
   * Gives the connection a newer identity of the same user and session. Resolves to the number of rooms that
   * are lost by it.
   */
  renew(connection: Connection<User>, identity: AuthenticatedIdentity<User>): Promise<number>;
  /** Makes the connection anonymous, or ends it where anonymous is not allowed. */
  demote(connection: Connection<User>, reason: 'token_expired' | 'user_unknown'): void;
  /** Tells the client why, then closes its transport. Nothing is accepted from it any more. */
  end(connection: Connection<User>, reason: SessionEvent['reason']): void;
  close(): void;
}

export interface LifecycleParts<User extends BaseUser> {
  readonly clock: Clock;
  readonly observers: Observers;
  readonly registry: Registry<User>;
  readonly revocations: Revocations;
  readonly allowAnonymous: boolean;
  /** Leaves the rooms that the identity of now may not be in. */
  readonly reviewRooms: (connection: Connection<User>, cause: SessionReason | null) => Promise<number>;
  /** `before`: whose the connection was. */
  readonly onIdentityChange: (connection: Connection<User>, before: User | null) => void;
  /** Takes a connection that is gone out of its rooms, and of those it was about to join. */
  readonly finishRooms: (connection: Connection<User>) => void;
}

export function createLifecycle<User extends BaseUser>(parts: LifecycleParts<User>): Lifecycle<User> {
  const { clock, observers, registry, revocations, allowAnonymous, reviewRooms } = parts;
  const expiry = createExpiryClock<Connection<User>>({
    clock,
    onExpired: (connection) => demote(connection, 'token_expired'),
  });

  const change = (connection: Connection<User>, identity: Identity<User>): void => {
    const before = connection.identity.user;
    assignIdentity(connection, identity);
    parts.onIdentityChange(connection, before);
    if (identity.state === 'authenticated') expiry.set(connection, identity.subject.expiresAt);
    else expiry.delete(connection);
  };

  const end = (connection: Connection<User>, reason: SessionEvent['reason']): void => {
    if (connection.ended) return;
    connection.ended = true;
    if (observers.any) observers.tell(sessionEvent(connection, reason));
    change(connection, anonymous('token_missing'));
    sendSession(connection, endedMessage(reason, clock.now()));
    // `true` closes the transport: without it the client could connect again on the same one.
    connection.socket.disconnect(true);
  };

  const demote = (connection: Connection<User>, reason: 'token_expired' | 'user_unknown'): void => {
    if (connection.ended || connection.identity.state === 'anonymous') return;
    if (!allowAnonymous) return end(connection, reason);
    if (observers.any) observers.tell(sessionEvent(connection, reason));
    change(connection, anonymous(reason));
    void reviewRooms(connection, reason);
    sendSession(connection, sessionMessage(connection, clock.now()));
  };

  return {
    demote,
    end,
    begin(connection) {
      registry.add(connection);
      if (connection.identity.state === 'authenticated') {
        if (revocations.covers(connection.identity.subject)) return end(connection, 'session_revoked');
        expiry.set(connection, connection.identity.subject.expiresAt);
      }
      sendSession(connection, sessionMessage(connection, clock.now()));
    },
    finish(connection) {
      connection.ended = true;
      registry.remove(connection);
      expiry.delete(connection);
      parts.finishRooms(connection);
    },
    current(connection) {
      const { identity } = connection;
      if (identity.state === 'authenticated' && identity.subject.expiresAt <= clock.now())
        demote(connection, 'token_expired');
      return connection.identity;
    },
    renew(connection, identity) {
      change(connection, identity);
      sendSession(connection, sessionMessage(connection, clock.now()));
      return reviewRooms(connection, null);
    },
    close: () => expiry.close(),
  };
}

const sessionEvent = <User extends BaseUser>(
  connection: Connection<User>,
  reason: SessionEvent['reason'],
): SessionEvent => ({ type: 'session', ...observedOf(connection), reason });
