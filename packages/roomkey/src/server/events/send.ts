import type { Namespace, Socket } from 'socket.io';

/** Who hears an event: everybody in its rooms, everybody but one connection, or one connection alone. */
export type Audience = { readonly to: 'all' } | { readonly to: 'others' | 'self'; readonly socket: Socket };

/** Where a message goes: an event, and the keys of its rooms. */
export interface Target {
  readonly event: string;
  readonly keys: readonly string[];
}

/** One way in which the events of a contract travel. */
export type Send = (target: Target, message: object, audience: Audience) => void;

/** Sends each message at once. `volatile`: members that lag may miss it. */
export function sendEach(namespace: Namespace, delivery: 'reliable' | 'volatile'): Send {
  return ({ event, keys }, message, audience) => {
    if (audience.to === 'self') {
      audience.socket.emit(event, message);
      return;
    }
    const all = delivery === 'volatile' ? namespace.volatile : namespace;
    const members = all.to([...keys]);
    (audience.to === 'others' ? members.except(audience.socket.id) : members).emit(event, message);
  };
}
