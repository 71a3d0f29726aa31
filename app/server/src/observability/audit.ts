import { randomUUID } from 'node:crypto';
import { systemClock } from 'roomkey/server';
import type { Clock } from 'roomkey/server';
import type { Logger } from '../logger.ts';
import { createDenials } from './denials.ts';
import type { RequestContexts } from './request-context.ts';

/** One decision about who may do what. Ids only: no name, address of mail, token or payload has a field here. */
export interface AuditEntry {
  /** `join`, `handshake`, `sign-in` and so on; see docs/observability.md. */
  readonly decision: string;
  readonly allowed: boolean;
  readonly code: string | null;
  readonly userId?: string | null | undefined;
  readonly sessionId?: string | null | undefined;
  readonly socketId?: string;
  readonly requestId?: string;
  /** Where an HTTP request came from. */
  readonly address?: string;
  /** Of the room or request as the contract has it, or of the route. */
  readonly name?: string | null;
  readonly limit?: string;
  readonly rule?: string;
  readonly room?: string | null;
  /** The user or session that something is done to. */
  readonly target?: string | undefined;
  readonly sockets?: number;
  readonly missing?: readonly string[];
}

/** Where every security decision of this process is written down. Who reads it filters by `audit: true`. */
export interface Audit {
  /** Whether entries that are not worth a line usually are wanted; ask before making one. */
  readonly everything: boolean;
  /** Something was denied: a warning, or one count more where the same was denied before. */
  deny(entry: AuditEntry): void;
  /** Something rare was done. */
  tell(entry: AuditEntry): void;
  /** Something that happens all the time was allowed. */
  trace(entry: AuditEntry): void;
  /** Writes what was only counted. */
  flush(): void;
}

export interface AuditOptions {
  readonly logger: Logger;
  readonly requests: RequestContexts;
  readonly clock?: Clock;
}

export function createAudit({ logger, requests, clock = systemClock }: AuditOptions): Audit {
  const log = logger.child({ audit: true });
  const complete = (entry: AuditEntry): object => {
    const { requestId, userId, sessionId } = requests.current() ?? {};
    return { id: randomUUID(), requestId, userId, sessionId, ...entry };
  };
  const denials = createDenials<object>({
    clock,
    write: (entry, repeated) =>
      repeated === 0 ? log.warn(entry, 'denied') : log.warn({ ...entry, repeated }, 'denied again'),
    writeRest: (repeated) => log.warn({ repeated }, 'denied, too many to tell apart'),
  });
  return {
    get everything() {
      return log.isLevelEnabled('debug');
    },
    deny: (entry) => denials.add(kindOf(entry), complete(entry)),
    tell: (entry) => log.info(complete(entry), entry.allowed ? 'done' : 'lost'),
    trace: (entry) => log.debug(complete(entry), 'allowed'),
    flush: () => denials.flush(),
  };
}

/**
 * Connections whose handshake is refused have nothing in common but the reason: each has a new id, and there can be
 * any number of them.
 */
function kindOf({ decision, name, limit, code, userId, socketId, address }: AuditEntry): string {
  const who = userId ?? (decision === 'handshake' ? null : (socketId ?? address)) ?? '';
  return JSON.stringify([who, decision, name, limit, code]);
}
