import { SESSION_EVENT } from '../../protocol/index.ts';
import type { PublicUser, SessionMessage, SessionReason } from '../../protocol/index.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Connection } from './connection.ts';

const publicUser = ({ id, name, role, avatar }: BaseUser): PublicUser => ({
  id,
  name,
  role,
  avatar: avatar ?? null,
});

export function sessionMessage<User extends BaseUser>(
  connection: Connection<User>,
  now: number,
): SessionMessage {
  const { identity } = connection;
  if (identity.state === 'anonymous') return endedMessage(identity.reason, now);
  return {
    state: 'authenticated',
    user: publicUser(identity.user),
    reason: null,
    expiresIn: Math.max(0, identity.subject.expiresAt - now),
    serverTime: now,
  };
}

export function endedMessage(reason: SessionReason, now: number): SessionMessage {
  return { state: 'anonymous', user: null, reason, expiresIn: null, serverTime: now };
}

export function sendSession<User extends BaseUser>(
  connection: Connection<User>,
  message: SessionMessage,
): void {
  connection.socket.emit(SESSION_EVENT, message);
}
