/** Server to client: who the connection is now. Sent after connect and at every change. */
export const SESSION_EVENT = 'session';

/** Client to server: a new token for the same user and session on the same connection. */
export const REFRESH_EVENT = 'refresh-session';

/** Server to client: a denial of a request that was sent without an acknowledgement. */
export const ERROR_EVENT = 'error';

/** Server to client: who is in a room, to whoever joined it. Client to server: the same again, after a diff was missed. */
export const PRESENCE_STATE_EVENT = 'presence-state';

/** Server to client: who came to a room and who left it since. */
export const PRESENCE_DIFF_EVENT = 'presence-diff';

/** Server to client: this server is going away; the connection is closed in a moment and another one takes over. */
export const DRAINING_EVENT = 'draining';

/** Server to client: events of your rooms may have been lost on their way between servers; join them again, and read what they are about. */
export const RESYNC_EVENT = 'resync';

const RESERVED = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
  SESSION_EVENT,
  REFRESH_EVENT,
  ERROR_EVENT,
  PRESENCE_STATE_EVENT,
  PRESENCE_DIFF_EVENT,
  DRAINING_EVENT,
  RESYNC_EVENT,
]);

const ROOM_VERBS = ['join-', 'joined-', 'leave-', 'left-'] as const;

export const joinEvent = (room: string): string => `join-${room}`;
export const joinedEvent = (room: string): string => `joined-${room}`;
export const leaveEvent = (room: string): string => `leave-${room}`;
export const leftEvent = (room: string): string => `left-${room}`;

/** Names that the wire keeps for itself, so that no contract can declare them as a request or event. */
export function isReservedName(name: string): boolean {
  return RESERVED.has(name) || ROOM_VERBS.some((verb) => name.startsWith(verb));
}
