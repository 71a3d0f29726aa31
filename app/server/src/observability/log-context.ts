import { trace } from '@opentelemetry/api';
import type { RequestContexts } from './request-context.ts';

/** What log entries say of what they were written for: the HTTP request, and its trace where there is one. */
export function logContext(requests: RequestContexts): object {
  const requestId = requests.current()?.requestId;
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  return { ...(requestId === undefined ? {} : { requestId }), ...(traceId === undefined ? {} : { traceId }) };
}
