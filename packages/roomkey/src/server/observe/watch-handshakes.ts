import type { Socket } from 'socket.io';
import type { ErrorCode } from '../../errors/index.ts';
import type { BaseUser, Identity } from '../identity/types.ts';
import type { HandshakeEvent } from './events.ts';
import type { WatchParts } from './watch-requests.ts';

/** Once, when a CONNECT was decided: who it is, or why it was refused. */
export interface HandshakeTrace<User extends BaseUser> {
  accepted(identity: Identity<User>): void;
  refused(code: ErrorCode, error: unknown): void;
}

export type WatchHandshakes<User extends BaseUser> = (
  socket: Socket,
  work: (trace: HandshakeTrace<User> | null) => void,
) => void;

type Decided = Omit<HandshakeEvent, 'type' | 'socketId' | 'durationMs'>;

export function createWatchHandshakes<User extends BaseUser>({
  observers,
  spans,
  clock,
}: WatchParts): WatchHandshakes<User> {
  return (socket, work) => {
    const isObserved = observers.any;
    if (!isObserved && !spans.on) return work(null);
    const startedAt = isObserved ? clock.now() : 0;
    spans.run('roomkey.handshake', { 'messaging.system': 'socket.io' }, (span) => {
      const end = (decided: Decided, error?: unknown): void => {
        if (isObserved) {
          const durationMs = clock.now() - startedAt;
          observers.tell({ type: 'handshake', socketId: socket.id, ...decided, durationMs });
        }
        spans.end(span, { code: decided.code, error });
      };
      work({
        accepted: (identity) => end(acceptedAs(identity)),
        refused: (code, error) => end({ outcome: 'refused', code, ...NOBODY }, error),
      });
    });
  };
}

const NOBODY = { userId: null, sessionId: null };

const acceptedAs = <User extends BaseUser>(identity: Identity<User>): Decided =>
  identity.state === 'anonymous'
    ? { outcome: 'anonymous', code: identity.reason, ...NOBODY }
    : {
        outcome: 'authenticated',
        code: null,
        userId: identity.subject.userId,
        sessionId: identity.subject.sessionId,
      };
