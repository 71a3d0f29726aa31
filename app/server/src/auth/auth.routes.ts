import { toNodeHandler } from 'better-auth/node';
import { Router } from 'express';
import { clientAddress } from '../http/client-address.ts';
import { CLIENT_ADDRESS_HEADER } from './auth.ts';
import type { Auth } from './auth.ts';

/** Better Auth under `/api/auth`. */
export function authRoutes(auth: Auth, trustProxy: number): Router {
  const handle = toNodeHandler(auth);
  const router = Router();
  router.all('/api/auth/{*path}', async (request, response) => {
    // Replaces what a client may have sent under that name.
    request.headers[CLIENT_ADDRESS_HEADER] = clientAddress(request, trustProxy);
    await handle(request, response);
  });
  return router;
}
