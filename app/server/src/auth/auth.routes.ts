import { toNodeHandler } from 'better-auth/node';
import { Router } from 'express';
import { CLIENT_ADDRESS_HEADER } from './auth.ts';
import type { Auth } from './auth.ts';

/** Better Auth under `/api/auth`. */
export function authRoutes(auth: Auth): Router {
  const handle = toNodeHandler(auth);
  const router = Router();
  router.all('/api/auth/{*path}', async (request, response) => {
    request.headers[CLIENT_ADDRESS_HEADER] = request.ip ?? '';
    await handle(request, response);
  });
  return router;
}
