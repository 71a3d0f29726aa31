import type { BoardContract } from '@board/contract';
import type { Request, RequestHandler } from 'express';
import { RoomkeyError } from 'roomkey/contract';
import type { BaseUser, Roomkey } from 'roomkey/server';
import { actorOf } from '../auth/actor.ts';
import type { Actor } from '../auth/actor.ts';

/** Who sends a request, by the same rules as for sockets. */
export interface HttpIdentity {
  /** A request without a token goes on as anonymous; one with a token that is not good is refused. */
  readonly identify: RequestHandler;
  /** Null for an anonymous visitor. */
  readerOf(request: Request): Actor | null;
  /** @throws RoomkeyError `unauthenticated` for an anonymous visitor */
  actorOf(request: Request): Actor;
}

export function createHttpIdentity(roomkey: Roomkey<BoardContract, BaseUser>): HttpIdentity {
  const readerOf = (request: Request): Actor | null => {
    const identity = roomkey.identityOf(request);
    return identity === null ? null : actorOf(identity.user, identity.subject);
  };
  return {
    identify: roomkey.protect({ allow: 'anyone' }),
    readerOf,
    actorOf(request) {
      const actor = readerOf(request);
      if (actor === null) throw new RoomkeyError('unauthenticated');
      return actor;
    },
  };
}
