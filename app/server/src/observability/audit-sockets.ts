import type { DecisionEvent, LimitEvent, Observed, Observer, RoomkeyEvent } from 'roomkey/server';
import type { Audit, AuditEntry } from './audit.ts';

type Told = Exclude<RoomkeyEvent, { readonly type: 'disconnect' | 'drain' }>;

/** Writes down what is decided on sockets: denials, what takes a user or room away, and all else when wanted. */
export function auditSockets(audit: Audit): Observer {
  return (event) => {
    if (event.type === 'disconnect' || event.type === 'drain') return;
    if (isAllowed(event) && !audit.everything && event.type !== 'revocation') return;
    const entry = entryOf(event);
    if (event.type === 'revocation' || (event.type === 'session' && event.reason !== 'token_expired'))
      audit.tell(entry);
    else if (entry.allowed) audit.trace(entry);
    else audit.deny(entry);
  };
}

/** A token that ran out takes nothing away that its user was told to have; a page that sleeps has it every time. */
function isAllowed(event: Told): boolean {
  switch (event.type) {
    case 'handshake':
      return event.outcome !== 'refused';
    case 'decision':
      return event.allowed;
    case 'refresh':
      return event.code === null;
    case 'session':
      return event.reason === 'token_expired';
    case 'limit':
    case 'eviction':
      return false;
    case 'revocation':
    case 'reauthorization':
      return true;
  }
}

function entryOf(event: Told): AuditEntry {
  const { type: decision } = event;
  const allowed = isAllowed(event);
  switch (event.type) {
    case 'handshake':
      return { ...whoOf(event), decision, allowed, code: event.code };
    case 'decision':
      return { ...whoOf(event), decision: event.kind, allowed, code: event.code, ...whatOf(event) };
    case 'refresh':
      return { ...whoOf(event), decision, allowed, code: event.code };
    case 'session':
      return { ...whoOf(event), decision, allowed, code: event.reason };
    case 'limit':
      return { ...whoOf(event), decision, allowed, ...limitOf(event) };
    case 'eviction':
      return { ...whoOf(event), decision, allowed, code: event.code, room: event.room };
    case 'revocation': {
      const { target: name, id: target, sockets, missing } = event;
      return { decision, allowed, code: null, name, target, sockets, missing };
    }
    case 'reauthorization':
      return { decision, allowed, code: null, sockets: event.sockets };
  }
}

const whoOf = ({ socketId, userId, sessionId }: Observed) => ({ socketId, userId, sessionId });

/** Where nothing that was asked is named, the connection was cut. */
const limitOf = ({ limit, name }: LimitEvent) => ({
  code: name === null ? null : 'rate_limited',
  limit,
  name,
});

const whatOf = ({ name, rule, room }: DecisionEvent) => ({ name, rule, room });
