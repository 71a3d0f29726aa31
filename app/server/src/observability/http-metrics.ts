import type { RequestHandler } from 'express';
import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import { labelOf } from './label.ts';
import { routeOf } from './route-of.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const methodOf = labelOf(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Counts and times every HTTP request; those of Socket.IO's transports never come here. */
export function createHttpMetrics(registry: Registry): RequestHandler {
  const labelNames = ['method', 'route', 'status'] as const;
  const registers = [registry];
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'HTTP requests, by the pattern of their route.',
    labelNames,
    registers,
  });
  const durations = new Histogram({
    name: 'http_request_seconds',
    help: 'From the head of an HTTP request to the end of its answer.',
    labelNames: ['method', 'route'],
    buckets: SECONDS,
    registers,
  });
  return (request, response, next) => {
    const stop = durations.startTimer();
    // Not `finish`: of whoever does not wait for a slow answer there would be no trace.
    response.once('close', () => {
      const labels = { method: methodOf(request.method), route: routeOf(request) };
      const status = response.writableFinished ? String(response.statusCode) : 'aborted';
      requests.inc({ ...labels, status });
      stop(labels);
    });
    next();
  };
}
