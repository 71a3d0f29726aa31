import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { RoomkeyError } from 'roomkey/contract';
import type { DatabaseCheck } from '../observability/database-check.ts';
import type { Readiness } from '../observability/readiness.ts';

export interface HealthParts {
  readonly checkDatabase: DatabaseCheck;
  readonly readiness: Readiness;
}

/**
 * `/healthz`: the process lives, and whether it is still the same one. `/readyz`: it can serve. One that does not hear
 * the others serves: what it tells them arrives late, by their sweep, but the people at it are better off than at none.
 */
export function healthRoutes({ checkDatabase, readiness }: HealthParts): Router {
  const bootId = randomUUID();
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok', bootId }));
  router.get('/readyz', async (_request, response) => {
    if (readiness.draining()) throw new RoomkeyError('draining');
    const [bus] = await Promise.all([readiness.bus(), checkDatabase()]);
    response.json({ status: 'ready', database: 'ok', bus });
  });
  return router;
}
