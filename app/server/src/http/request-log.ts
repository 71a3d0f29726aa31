import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '../logger.ts';

/** Gives every request an id, which its answer and all its log entries carry. Bodies and queries are never logged. */
export function logRequests(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    const { method, path } = request;
    response.set('X-Request-Id', requestId);
    response.once('finish', () => {
      const ms = Math.round(performance.now() - startedAt);
      logger.debug({ requestId, method, path, status: response.statusCode, ms }, 'answered');
    });
    next();
  };
}
