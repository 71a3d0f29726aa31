import type { Request, RequestHandler } from 'express';
import { RoomkeyError } from 'roomkey/contract';
import type { Auth } from '../auth/auth.ts';
import { findSubject } from '../auth/subjects.ts';
import type { Actor } from '../auth/subjects.ts';
import type { Database } from '../db/database.ts';

export interface Identity {
  /** Reads who sends the request; a request without a token goes on as anonymous, one with a bad token does not. */
  readonly identify: RequestHandler;
  /** Null for an anonymous visitor. */
  readerOf(request: Request): Actor | null;
  /** @throws RoomkeyError `unauthenticated` for an anonymous visitor */
  actorOf(request: Request): Actor;
}

export function createIdentity(auth: Auth, db: Database): Identity {
  const actors = new WeakMap<Request, Actor>();
  const readerOf = (request: Request): Actor | null => actors.get(request) ?? null;
  return {
    readerOf,
    async identify(request, _response, next) {
      const header = request.get('authorization');
      if (header !== undefined) actors.set(request, await authenticate(auth, db, header));
      next();
    },
    actorOf(request) {
      const actor = readerOf(request);
      if (actor === null) throw new RoomkeyError('unauthenticated');
      return actor;
    },
  };
}

async function authenticate(auth: Auth, db: Database, header: string): Promise<Actor> {
  const token = /^Bearer ([\w.-]+)$/i.exec(header)?.[1] ?? '';
  const { payload } = await auth.api.verifyJWT({ body: { token } });
  if (typeof payload?.sub !== 'string' || typeof payload['sid'] !== 'string')
    throw new RoomkeyError('token_invalid');
  const subject = await findSubject(db, { userId: payload.sub, sessionId: payload['sid'] });
  if (subject === null) throw new RoomkeyError('user_unknown');
  if (subject.banned || !subject.sessionLive) throw new RoomkeyError('session_revoked');
  return { user: subject.user, sessionId: payload['sid'] };
}
