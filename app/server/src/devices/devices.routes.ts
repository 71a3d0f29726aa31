import type { Device } from '@board/contract';
import { fromNodeHeaders } from 'better-auth/node';
import { Router } from 'express';
import { RoomkeyError } from 'roomkey/contract';
import type { Auth } from '../auth/auth.ts';
import type { Sessions } from '../auth/sessions.ts';
import { answerMethodNotAllowed } from '../http/errors.ts';
import type { HttpIdentity } from '../http/identity.ts';
import { pathId } from '../http/path-id.ts';

export interface DeviceRouteParts {
  readonly sessions: Sessions;
  readonly identity: HttpIdentity;
  readonly auth: Auth;
}

/**
 * Where the reader is signed in. Better Auth's own `list-sessions` gives the script that asks the token of every
 * session, which is the secret of its cookie short of a signature; here a device has an id that opens nothing.
 */
export function deviceRoutes({ sessions, identity, auth }: DeviceRouteParts): Router {
  const router = Router();
  router
    .route('/api/devices')
    .get(async (request, response) => {
      const { user, sessionId } = identity.actorOf(request);
      const devices: Device[] = (await sessions.list(user.id)).map((facts) => ({
        ...facts,
        current: facts.id === sessionId,
      }));
      response.json({ devices });
    })
    .delete(async (request, response) => {
      const { user, sessionId } = identity.actorOf(request);
      await sessions.end({ userId: user.id, except: sessionId });
      response.status(204).end();
    })
    .all(answerMethodNotAllowed('GET', 'HEAD', 'DELETE'));
  router
    .route('/api/devices/:deviceId')
    .delete(async (request, response) => {
      const { user, sessionId } = identity.actorOf(request);
      const deviceId = pathId(request.params.deviceId, 'device');
      // The browser that signs itself out must not keep a cookie; while the session is there it can be told whose it is.
      if (deviceId === sessionId)
        response.append('Set-Cookie', await auth.expireCookies(fromNodeHeaders(request.headers), sessionId));
      const ended = await sessions.end({ sessionId: deviceId, userId: user.id });
      if (ended.sessions === 0) throw new RoomkeyError('not_found', { message: 'No such device' });
      response.status(204).end();
    })
    .all(answerMethodNotAllowed('DELETE'));
  return router;
}
