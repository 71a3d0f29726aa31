import type { IncomingMessage } from 'node:http';
import type { OnError } from '../report.ts';
import type { Addresses } from './addresses.ts';
import type { Engine } from './engine.ts';
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
      return answer('forbidden', false);
    }
    if (addresses?.admits(addressOf(request)) === false) return answer('too_many_connections', false);
    if (own === undefined) return answer(null, true);
    return own(request, answer);
  };
}

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
