import type { BoardContract } from '@board/contract';
import type { Request, RequestHandler } from 'express';
import { RoomkeyError } from 'roomkey/contract';
import type { BaseUser, Roomkey } from 'roomkey/server';
import { actorOf } from '../auth/actor.ts';
import type { Actor } from '../auth/actor.ts';
import type { Asker } from '../posts/posts.policy.ts';

/** Who sends a request, by the same rules as for sockets. */
export interface HttpIdentity {
  /** A request without a token goes on as anonymous; one with a token that is not good is refused. */
  readonly identify: RequestHandler;
  /** Who wants to read; null is an anonymous visitor. */
  askerOf(request: Request): Asker;
  /** @throws RoomkeyError `unauthenticated` for an anonymous visitor */
  actorOf(request: Request): Actor;
}

export function createHttpIdentity(roomkey: Roomkey<BoardContract, BaseUser>): HttpIdentity {
  return {
    identify: roomkey.protect({ allow: 'anyone' }),
    askerOf: (request) => roomkey.identityOf(request)?.user ?? null,
    actorOf(request) {
      const identity = roomkey.identityOf(request);
      if (identity === null) throw new RoomkeyError('unauthenticated');
      return actorOf(identity.user, identity.subject);
    },
  };
}
