import { fromNodeHeaders } from 'better-auth/node';
import { Router } from 'express';
import type { Request as ExpressRequest, Response as ExpressResponse } from 'express';
import { RoomkeyError } from 'roomkey/contract';
import { clientAddress } from 'roomkey/server';
import { CLIENT_ADDRESS_HEADER } from './client-address-header.ts';
import { answerMethodNotAllowed } from '../http/errors.ts';
import { onlyOwnOrigin } from '../http/own-origin.ts';
import type { Env } from '../env.ts';
import type { Auth } from './auth.ts';
import { createGate } from './gate.ts';

type Settings = Pick<Env, 'publicUrl' | 'trustProxy' | 'trustedOrigins'>;

// A password costs about 50 ms on one of the four threads that files and names of hosts need too. A flood of sign-ins
// takes its turn before it asks the database anything, so that everybody else is served.
const AT_ONCE = 2;
const WAITING = 100;

// After an outage every tab asks for a token in the same moment. Those that would be answered when nobody waits for it
// any more are told to come back at once: or all time goes to answers that nobody reads.
const TOKEN_PATH = '/api/auth/token';
const TOKENS_AT_ONCE = 8;
const TOKENS_WAITING = 40;

/** Better Auth under `/api/auth`, behind the same limits on bodies as everything else. */
export function authRoutes(auth: Auth, env: Settings): Router {
  const router = Router();
  router.use('/api/auth', onlyOwnOrigin(env.trustedOrigins));
  const inTurn = createGate({ atOnce: AT_ONCE, waiting: WAITING });
  const tokensInTurn = createGate({ atOnce: TOKENS_AT_ONCE, waiting: TOKENS_WAITING });
  const handle = async (request: ExpressRequest, response: ExpressResponse): Promise<void> => {
    const answer = await auth.handle(toWebRequest(request, env));
    // It answers unknown paths with nothing.
    if (answer.status === 404 && answer.body === null) throw new RoomkeyError('not_found');
    response.status(answer.status);
    for (const [name, value] of answer.headers) if (name !== 'set-cookie') response.set(name, value);
    response.append('Set-Cookie', answer.headers.getSetCookie());
    response.send(Buffer.from(await answer.arrayBuffer()));
  };
  router.get(TOKEN_PATH, (request, response) =>
    tokensInTurn(async () => {
      if (!response.destroyed) await handle(request, response);
    }),
  );
  // Of other methods there are some, such as TRACE, that no web request can have.
  const paths = router.route('/api/auth/{*path}');
  paths
    .get(handle)
    .post((request, response) => inTurn(() => handle(request, response)))
    .all(answerMethodNotAllowed('GET', 'HEAD', 'POST'));
  return router;
}

function toWebRequest(request: ExpressRequest, { publicUrl, trustProxy }: Settings): Request {
  const headers = fromNodeHeaders(request.headers);
  // Replaces what a client may have sent under that name.
  headers.set(CLIENT_ADDRESS_HEADER, clientAddress(request, trustProxy));
  // The body is written anew below.
  headers.delete('content-length');
  headers.delete('transfer-encoding');
  const { method } = request;
  const body = method === 'GET' || method === 'HEAD' ? null : bodyOf(request);
  return new Request(ownUrl(request.originalUrl, publicUrl), { method, headers, body });
}

/** PostgreSQL has no text with U+0000 in it, and Better Auth does not look. */
function bodyOf(request: ExpressRequest): string | null {
  if (request.body === undefined) return null;
  return JSON.stringify(request.body, (key, value: unknown) => {
    if (hasNul(key) || hasNul(value)) throw new RoomkeyError('invalid_payload');
    return value;
  });
}

const hasNul = (value: unknown): boolean => typeof value === 'string' && value.includes('\0');

/** A request line may name a host of its own; only its path and query count. */
function ownUrl(target: string, publicUrl: string): string {
  if (!URL.canParse(target, publicUrl) || target.includes('%00')) throw new RoomkeyError('invalid_payload');
  const { pathname, search } = new URL(target, publicUrl);
  return `${publicUrl}${pathname}${search}`;
}
