import { SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import type { Request, RequestHandler, Response } from 'express';
import { routeOf } from './route-of.ts';

/** Under this name spans of the board are found. Without an SDK, which whoever starts it brings, nothing is recorded. */
export const TRACER = 'board';

export interface TracingOptions {
  readonly tracer: Tracer;
  /** Whether proxies in front of us begin traces; a `traceparent` of anybody else is not followed. */
  readonly trustProxy: number;
}

/** One span for each HTTP request; what the request does happens below it. Attributes name the route, never the path. */
export function traceRequests({ tracer, trustProxy }: TracingOptions): RequestHandler {
  return (request, response, next) => {
    const parent = trustProxy > 0 ? propagation.extract(context.active(), request.headers) : context.active();
    const span = startSpan(tracer, request, parent);
    response.once('close', () => endSpan(span, request, response));
    context.with(trace.setSpan(parent, span), next);
  };
}

function startSpan(tracer: Tracer, { method }: Request, parent: Context): Span {
  const attributes = { 'http.request.method': method };
  return tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
}

function endSpan(span: Span, request: Request, response: Response): void {
  const route = routeOf(request);
  span.updateName(`${request.method} ${route}`);
  span.setAttribute('http.route', route);
  if (response.headersSent) span.setAttribute('http.response.status_code', response.statusCode);
  if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
