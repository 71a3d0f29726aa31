import type { RoomParamValues } from '../protocol/index.ts';
import { createListeners } from './listeners.ts';
import type { Listener } from './listeners.ts';
import { createPresence } from './presence.ts';
import type { PresenceTracker } from './presence.ts';
import { createStore } from './readable.ts';
import type { Presence, Readable, RoomState } from './types.ts';

type Cancel = () => void;

/** A use of a room, before the contract's types. */
export interface Lease {
  readonly state: Readable<RoomState>;
  readonly presence: Readable<Presence>;
  readonly on: (event: string, listener: Listener) => () => void;
  readonly release: () => void;
}

/** What is known of one room: its state, who uses it and who listens. Sends nothing. */
export interface Room {
  readonly key: string;
  readonly name: string;
  readonly params: RoomParamValues;
  readonly state: Readable<RoomState>;
  readonly presence: PresenceTracker;
  /** Neither joined nor about to be. */
  needsJoin(): boolean;
  /** A new try to join; tells later whether it is still the newest one. */
  tryJoin(): () => boolean;
  /** Ends the try, and all older ones. */
  settle(state: RoomState): void;
  /** The connection is gone. A denial stands, since it was not about the connection. */
  lost(): void;
  /** Counts a try that failed for now, and keeps the way to call the next one off. */
  retry(schedule: (failures: number) => Cancel): void;
  hear(event: string, data: unknown): void;
  /** @param onUnused is called when the last lease is released; another lease calls off what it returns */
  lease(onUnused: () => Cancel): Lease;
  close(): void;
}

export function createRoom({ key, name, params }: Pick<Room, 'key' | 'name' | 'params'>): Room {
  const state = createStore<RoomState>({ status: 'joining' });
  const presence = createPresence();
  const listeners = createListeners();
  const uses = createUses();
  let attempt = 0;
  let failures = 0;
  let isTrying = false;
  let cancelRetry: Cancel = nothing;

  function settle(next: RoomState): void {
    cancelRetry();
    attempt += 1;
    isTrying = false;
    if (next.status === 'joined') failures = 0;
    if (next.status === 'joining') presence.suspend();
    if (next.status === 'denied') presence.clear();
    if (next.status === 'denied' || next.status !== state.get().status) state.set(next);
  }

  return {
    key,
    name,
    params,
    state,
    presence,
    settle,
    needsJoin: () => !isTrying && state.get().status !== 'joined',
    tryJoin() {
      cancelRetry();
      isTrying = true;
      const mine = ++attempt;
      return () => mine === attempt;
    },
    lost() {
      const current = state.get();
      settle(current.status === 'denied' ? current : { status: 'joining' });
    },
    retry(schedule) {
      failures += 1;
      isTrying = false;
      cancelRetry = schedule(failures);
    },
    hear(event, data) {
      if (state.get().status === 'joined') listeners.call(event, data);
    },
    lease(onUnused) {
      const end = uses.begin(onUnused);
      const own = listeners.scope();
      const release = () => {
        own.close();
        end();
      };
      return { state, presence: presence.value, on: own.on, release };
    },
    close() {
      settle({ status: 'joining' });
      presence.clear();
      uses.close();
    },
  };
}

function nothing(): void {}

/** Counts uses. Ending one twice counts once. */
function createUses() {
  const open = new Set<object>();
  let cancel: Cancel = nothing;
  return {
    begin(onUnused: () => Cancel): () => void {
      const use = {};
      cancel();
      open.add(use);
      return () => {
        if (open.delete(use) && open.size === 0) cancel = onUnused();
      };
    },
    close: () => cancel(),
  };
}
