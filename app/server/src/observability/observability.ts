import { trace } from '@opentelemetry/api';
import type { BoardContract } from '@board/contract';
import { Router } from 'express';
import type { RequestHandler } from 'express';
import { systemClock } from 'roomkey/server';
import type { BaseUser, Roomkey } from 'roomkey/server';
import type { Server } from 'socket.io';
import type { DatabaseHandle } from '../db/database.ts';
import type { Env } from '../env.ts';
import { healthRoutes } from '../http/health.ts';
import { logRequests } from '../http/request-log.ts';
import type { Logger } from '../logger.ts';
import { createAudit } from './audit.ts';
import { auditRequests } from './audit-requests.ts';
import { auditSockets } from './audit-sockets.ts';
import { countConnections } from './count-connections.ts';
import { createDatabaseCheck } from './database-check.ts';
import { createMetrics } from './metrics.ts';
import { metricsRoutes } from './metrics.routes.ts';
import type { Readiness } from './readiness.ts';
import type { RequestContexts } from './request-context.ts';
import { TRACER, traceRequests } from './tracing.ts';

export interface ObservabilityOptions {
  readonly env: Pick<Env, 'metricsToken' | 'trustProxy'>;
  readonly logger: Logger;
  readonly database: DatabaseHandle;
  readonly requests: RequestContexts;
  readonly io: Server;
  readonly roomkey: Roomkey<BoardContract, BaseUser>;
  readonly readiness: Readiness;
}

/** What the board says about itself: metrics, audit trail, traces, health. */
export interface Observability {
  /** Before everything else: gives requests their ids and spans, counts them and writes down what became of them. */
  readonly watch: readonly RequestHandler[];
  /** `/healthz`, `/readyz`, `/metrics`. */
  readonly routes: Router;
  /** After it is known who asks: notes it. */
  readonly noteAsker: RequestHandler;
  /** Writes what was only counted. */
  readonly close: () => void;
}

export function createObservability(options: ObservabilityOptions): Observability {
  const { env, logger, database, requests, io, roomkey, readiness } = options;
  const { trustProxy } = env;
  const metrics = createMetrics({ connections: () => countConnections(io), pool: database.pool });
  const audit = createAudit({ logger, requests });
  roomkey.observe(metrics.onSockets);
  roomkey.observe(auditSockets(audit));
  const checkDatabase = createDatabaseCheck(database.db, systemClock);
  return {
    watch: [
      metrics.onRequests,
      traceRequests({ tracer: trace.getTracer(TRACER), trustProxy }),
      logRequests({ logger, requests, trustProxy }),
      auditRequests({ audit, requests, trustProxy }),
    ],
    routes: Router().use(healthRoutes({ checkDatabase, readiness }), metricsRoutes(metrics.registry, env)),
    noteAsker: (request, _response, next) => {
      const { userId, sessionId } = roomkey.identityOf(request)?.subject ?? {};
      requests.note({ userId, sessionId });
      next();
    },
    close: () => audit.flush(),
  };
}
