import type { IncomingMessage } from 'node:http';
import type { OnError } from '../report.ts';
import type { Addresses } from './addresses.ts';
import type { AllowRequest, Engine } from './engine.ts';
import type { IsAllowedOrigin } from './origins.ts';

export interface AdmissionParts {
  readonly isAllowedOrigin: IsAllowedOrigin;
  /** Null: addresses are not limited. */
  readonly addresses: Addresses | null;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly report: OnError;
}

/**
 * Decides about a transport before it exists, with 403. Socket.IO's `cors` does not cover WebSocket: browsers send
 * such requests for any page, and only the server can refuse them (RFC 6455, 10.2).
 */
export function guardAdmission(engine: Engine, parts: AdmissionParts): void {
  const { isAllowedOrigin, addresses, addressOf, report } = parts;
  const own = engine.opts.allowRequest;
  const explain = createExplanation(report);

  engine.opts.allowRequest = (request, answer) => {
    if (!isAllowedOrigin(request)) {
      explain(request.headers.origin ?? '');
      return refuse(request, answer, 'forbidden');
    }
    if (addresses?.admits(addressOf(request)) === false)
      return refuse(request, answer, 'too_many_connections');
    if (own === undefined) return answer(null, true);
    return own(request, answer);
  };
}

const FORBIDDEN = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** Engine.IO answers 400 to every WebSocket that it refuses, which reads like a fault of the client. */
function refuse(request: IncomingMessage, answer: Parameters<AllowRequest>[1], reason: string): void {
  if (isUpgrade(request)) request.socket.end(FORBIDDEN);
  answer(reason, false);
}

/** As Node decided: only then the socket is Engine.IO's to answer on. */
const isUpgrade = (request: IncomingMessage): boolean => 'upgrade' in request && request.upgrade === true;

const MAX_EXPLAINED = 10;
const MAX_SHOWN = 200;

/** A browser does not say why it may not connect; whoever runs the server is told once for each origin. */
function createExplanation(report: OnError): (origin: string) => void {
  const explained = new Set<string>();
  return (origin) => {
    if (explained.has(origin) || explained.size >= MAX_EXPLAINED) return;
    explained.add(origin);
    const shown = JSON.stringify(origin.slice(0, MAX_SHOWN));
    report(new Error(`Refused pages of ${shown}; "origins" does not name it.`), { stage: 'transport' });
  };
}
