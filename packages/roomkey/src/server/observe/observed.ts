import type { Connection } from '../connections/connection.ts';
import type { BaseUser } from '../identity/types.ts';
import type { Observed } from './events.ts';

/** Whose it is, also when the session is over by now. */
export const observedOf = <User extends BaseUser>({ socket, subject }: Connection<User>): Observed => ({
  socketId: socket.id,
  userId: subject?.userId ?? null,
  sessionId: subject?.sessionId ?? null,
});
