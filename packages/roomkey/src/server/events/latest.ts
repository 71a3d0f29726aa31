import type { Namespace, Socket } from 'socket.io';
import type { Clock } from '../clock.ts';
import type { OnError } from '../report.ts';
import { supersede } from './pending.ts';
import type { Pending } from './pending.ts';
import { createSlots } from './slots.ts';
import type { Slot } from './slots.ts';
import type { Send, Target } from './send.ts';

const LATEST_MS = 50;

export interface LatestParts {
  readonly namespace: Namespace;
  readonly clock: Clock;
  readonly report: OnError;
  readonly latestMs?: number | undefined;
}

/**
 * Sends the newest value of an event: the first at once, then no more than one in each interval, and always the
 * last. Where the values have a `version`, an older one never follows a newer one. Whoever joins a room hears
 * no value that was emitted before. A connection alone hears its value at once.
 */
export function sendLatest(parts: LatestParts): Send {
  const { namespace, clock, report, latestMs = LATEST_MS } = parts;
  const slots = createSlots();

  const send = (slot: Slot, pending: Pending): void => {
    slot.timer = clock.setTimeout(() => next(slot), latestMs);
    const { event, keys } = slot;
    const { message, except, owed, uptodate } = pending;
    const left = except === null ? [...uptodate] : [...uptodate, except.id];
    namespace
      .to([...keys])
      .except(left)
      .emit(event, message);
    if (except !== null && owed !== null && !uptodate.has(except.id) && isIn(except, keys)) {
      except.emit(event, owed);
    }
  };

  const next = (slot: Slot): void => {
    const { pending } = slot;
    slot.timer = null;
    slot.pending = null;
    if (pending === null) return forgetUnused(slot);
    try {
      send(slot, pending);
    } catch (error) {
      report(error, { stage: 'event', name: slot.event });
    }
  };

  const forgetUnused = (slot: Slot): void => {
    const { version, keys, timer } = slot;
    const hasMembers = keys.some((key) => namespace.adapter.rooms.has(key));
    // As long as somebody may have seen the version, no older one may follow.
    if (timer === null && (version === -Infinity || !hasMembers)) slots.remove(slot);
  };

  namespace.adapter.on('join-room', (room: string, id: string) => {
    for (const { keys, pending } of slots.of(room)) {
      const wasThere = keys.some((key) => key !== room && namespace.adapter.rooms.get(key)?.has(id) === true);
      if (!wasThere) pending?.uptodate.add(id);
    }
  });
  namespace.adapter.on('delete-room', (room: string) => {
    for (const slot of slots.of(room)) forgetUnused(slot);
  });

  const sendSelf = (target: Target, message: object, socket: Socket): void => {
    const slot = slots.find(target);
    const version = versionOf(message) ?? Infinity;
    // What waits is older, and would come after it.
    if (slot !== undefined && version >= slot.version) slot.pending?.uptodate.add(socket.id);
    socket.emit(target.event, message);
  };

  return (target, message, audience) => {
    if (audience.to === 'self') return sendSelf(target, message, audience.socket);
    const slot = slots.take(target);
    const version = versionOf(message) ?? slot.version;
    if (version < slot.version) return;
    slot.version = version;
    const except = audience.to === 'others' ? audience.socket : null;
    const pending = supersede(slot.pending, { message, except });
    if (slot.timer === null) send(slot, pending);
    else slot.pending = pending;
  };
}

const isIn = (socket: Socket, keys: readonly string[]): boolean => keys.some((key) => socket.rooms.has(key));

function versionOf(message: object): number | null {
  return 'version' in message && typeof message.version === 'number' ? message.version : null;
}
