import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Env } from '../env.ts';
import type { Logger } from '../logger.ts';
import type { RequestContexts } from '../observability/request-context.ts';

/** Ids as proxies make them: UUID, ULID, hexadecimal. */
const WELL_FORMED = /^[\w-]{8,64}$/;

export interface RequestLogOptions {
  readonly logger: Logger;
  readonly requests: RequestContexts;
  readonly trustProxy: Env['trustProxy'];
}

/**
 * Gives every request an id, which its answer and all its log entries carry: the one that a trusted proxy gave it, or
 * one of our own. Bodies and queries are never logged.
 */
export function logRequests({ logger, requests, trustProxy }: RequestLogOptions): RequestHandler {
  return (request, response, next) => {
    const requestId = (trustProxy > 0 ? givenId(request) : undefined) ?? randomUUID();
    const startedAt = performance.now();
    const { method, path } = request;
    response.set('X-Request-Id', requestId);
    response.once('finish', () => {
      const ms = Math.round(performance.now() - startedAt);
      logger.debug({ requestId, method, path, status: response.statusCode, ms }, 'answered');
    });
    requests.run({ requestId }, next);
  };
}

function givenId({ headers }: Request): string | undefined {
  const given = headers['x-request-id'];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : undefined;
}
