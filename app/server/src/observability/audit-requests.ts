import type { Request, RequestHandler, Response } from 'express';
import { clientAddress } from 'roomkey/server';
import { z } from 'zod';
import { accountAction } from './account-actions.ts';
import type { Audit, AuditEntry } from './audit.ts';
import type { RequestContext, RequestContexts } from './request-context.ts';
import { routeOf } from './route-of.ts';

const refusal = z.object({ error: z.object({ code: z.string() }) });

const DENIED: Readonly<Record<number, string>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  429: 'rate_limited',
};

export interface RequestAuditOptions {
  readonly audit: Audit;
  readonly requests: RequestContexts;
  readonly trustProxy: number;
}

/** Writes down what was decided about HTTP requests of the API, when they are answered. */
export function auditRequests({ audit, requests, trustProxy }: RequestAuditOptions): RequestHandler {
  return (request, response, next) => {
    const context = requests.current();
    // A socket that is closed has no address any more.
    const address = clientAddress(request, trustProxy);
    const answeredCode = watchCode(response);
    if (context !== undefined)
      response.once('close', () => {
        const entry = entryOf({ request, response, address, context, code: answeredCode() });
        if (isDenial(request, response)) audit.deny(entry);
        else write(audit, entry);
      });
    next();
  };
}

interface Answered {
  readonly request: Request;
  readonly response: Response;
  readonly address: string;
  readonly context: RequestContext;
  readonly code: string | undefined;
}

/** Whoever refuses a request, ourselves or Roomkey, answers `{ error: { code, message } }` in this one way. */
function watchCode(response: Response): () => string | undefined {
  const answer = response.json.bind(response);
  let code: string | undefined;
  response.json = (body: unknown) => {
    code = refusal.safeParse(body).data?.error.code;
    return answer(body);
  };
  return () => code;
}

function entryOf({ request, response, address, context, code }: Answered): AuditEntry {
  const { authPath, ...facts } = context;
  const { method, params } = request;
  const route = authPath === undefined ? routeOf(request) : `/api/auth${authPath}`;
  const isDone = response.statusCode < 400;
  const blocked = params['userId'];
  return {
    decision: accountAction(method, route) ?? 'request',
    allowed: isDone && response.headersSent,
    code: codeOf(response, code),
    name: `${method} ${route}`,
    address,
    // Checked by the route, if it got as far as that.
    ...(isDone && typeof blocked === 'string' ? { target: blocked } : {}),
    ...facts,
  };
}

function codeOf({ headersSent, statusCode }: Response, code: string | undefined): string | null {
  // Whoever does not wait may have changed something nevertheless.
  if (!headersSent) return 'aborted';
  return code ?? DENIED[statusCode] ?? null;
}

function write(audit: Audit, entry: AuditEntry): void {
  const isAction = entry.decision !== 'request';
  if (isAction && entry.code === 'aborted') audit.deny(entry);
  else if (isAction && entry.allowed) audit.tell(entry);
  else if (audit.everything) audit.trace(entry);
}

/** A page that nobody has signed in at asks for a token once, to learn just that. */
function isDenial({ method }: Request, { headersSent, statusCode }: Response): boolean {
  return headersSent && statusCode in DENIED && !(statusCode === 401 && method === 'GET');
}
