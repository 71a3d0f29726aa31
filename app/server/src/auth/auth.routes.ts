import { fromNodeHeaders } from 'better-auth/node';
import { Router } from 'express';
import type { Request as ExpressRequest } from 'express';
import { clientAddress } from '../http/client-address.ts';
import type { Env } from '../env.ts';
import { CLIENT_ADDRESS_HEADER } from './auth.ts';
import type { Auth } from './auth.ts';

/** Better Auth under `/api/auth`, behind the same limits on bodies as everything else. */
export function authRoutes(auth: Auth, env: Pick<Env, 'publicUrl' | 'trustProxy'>): Router {
  const router = Router();
  router.all('/api/auth/{*path}', async (request, response) => {
    const answer = await auth.handle(toWebRequest(request, env));
    response.status(answer.status);
    for (const [name, value] of answer.headers) if (name !== 'set-cookie') response.set(name, value);
    response.append('Set-Cookie', answer.headers.getSetCookie());
    response.send(Buffer.from(await answer.arrayBuffer()));
  });
  return router;
}

function toWebRequest(
  request: ExpressRequest,
  { publicUrl, trustProxy }: Pick<Env, 'publicUrl' | 'trustProxy'>,
): Request {
  const headers = fromNodeHeaders(request.headers);
  // Replaces what a client may have sent under that name.
  headers.set(CLIENT_ADDRESS_HEADER, clientAddress(request, trustProxy));
  // The body is written anew below.
  headers.delete('content-length');
  headers.delete('transfer-encoding');
  const { method } = request;
  const body =
    method === 'GET' || method === 'HEAD' || request.body === undefined ? null : JSON.stringify(request.body);
  // A request line may name a host of its own; only its path and query count.
  const { pathname, search } = new URL(request.originalUrl, publicUrl);
  return new Request(`${publicUrl}${pathname}${search}`, { method, headers, body });
}
