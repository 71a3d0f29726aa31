import { RoomkeyError } from 'roomkey/contract';
import type { BaseUser, Subject } from 'roomkey/server';

/** Somebody who acts: a user by one session. */
export interface Actor {
  readonly user: { readonly id: string; readonly role: string };
  readonly sessionId: string;
}

/** @throws RoomkeyError `token_invalid` when the token names no session: no write could be tied to one */
export function actorOf({ id, role }: BaseUser, subject: Subject | null): Actor {
  if (subject === null || subject.sessionId === null) throw new RoomkeyError('token_invalid');
  return { user: { id, role }, sessionId: subject.sessionId };
}
