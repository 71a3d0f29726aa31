import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { Router } from 'express';
import { Registry, collectDefaultMetrics } from 'prom-client';
import { RoomkeyError } from 'roomkey/contract';
import type { Database } from '../db/database.ts';

/** `/healthz`: the process lives, and whether it is still the same one. `/readyz`: it can serve. `/metrics`: for Prometheus. */
export function healthRoutes(db: Database): Router {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const bootId = randomUUID();
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok', bootId }));
  router.get('/readyz', async (_request, response) => {
    await db.execute(sql`select 1`).catch((error: unknown) => {
      throw new RoomkeyError('unavailable', { cause: error });
    });
    response.json({ status: 'ready' });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.metrics());
  });
  return router;
}
