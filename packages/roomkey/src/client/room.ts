import type { RoomkeyError } from '../errors/index.ts';
import type { RoomParamValues } from '../protocol/index.ts';
import { createStore } from './readable.ts';
import type { Readable, RoomState } from './types.ts';

export type RoomListener = (data: unknown) => void;

/** A use of a room, before the contract's types. */
export interface Lease {
  readonly state: Readable<RoomState>;
  on(event: string, listener: RoomListener): () => void;
  release(): void;
}

/** What is known of one room: its state, who uses it and who listens. Sends nothing. */
export interface Room {
  readonly name: string;
  readonly params: RoomParamValues;
  readonly state: Readable<RoomState>;
  /** A new try to join; tells later whether it is still the newest one. */
  tryJoin(): () => boolean;
  joined(): void;
  denied(error: RoomkeyError): void;
  /** Nothing is known any more: another identity, or a membership that is being renewed. */
  reset(): void;
  /** The connection is gone. A denial stands, since it was not about the connection. */
  lost(): void;
  /** Counts a try that failed for now, and keeps the way to call the next one off. */
  retry(schedule: (failures: number) => () => void): void;
  hear(event: string, data: unknown): void;
  lease(onUnused: () => () => void): Lease;
  close(): void;
}

export function createRoom(name: string, params: RoomParamValues): Room {
  const state = createStore<RoomState>({ status: 'joining' });
  const listeners = new Map<string, Set<RoomListener>>();
  let leases = 0;
  let attempt = 0;
  let failures = 0;
  let cancelRetry = () => {};
  let cancelRemoval = () => {};

  function settle(next: RoomState): void {
    cancelRetry();
    attempt += 1;
    if (next.status !== state.get().status || next.status === 'denied') state.set(next);
  }

  function lease(onUnused: () => () => void): Lease {
    cancelRemoval();
    leases += 1;
    const own = new Set<() => void>();
    let isReleased = false;
    return {
      state,
      on(event, listener) {
        if (isReleased) return () => {};
        const stop = listen(listeners, event, listener);
        own.add(stop);
        return () => {
          own.delete(stop);
          stop();
        };
      },
      release() {
        if (isReleased) return;
        isReleased = true;
        for (const stop of own) stop();
        leases -= 1;
        if (leases === 0) cancelRemoval = onUnused();
      },
    };
  }

  return {
    name,
    params,
    state,
    lease,
    tryJoin() {
      cancelRetry();
      const mine = ++attempt;
      return () => mine === attempt;
    },
    joined() {
      failures = 0;
      settle({ status: 'joined' });
    },
    denied: (error) => settle({ status: 'denied', error }),
    reset: () => settle({ status: 'joining' }),
    lost() {
      const current = state.get();
      settle(current.status === 'denied' ? current : { status: 'joining' });
    },
    retry(schedule) {
      failures += 1;
      cancelRetry = schedule(failures);
    },
    hear(event, data) {
      if (state.get().status !== 'joined') return;
      for (const listener of Array.from(listeners.get(event) ?? [])) listener(data);
    },
    close() {
      cancelRetry();
      cancelRemoval();
      attempt += 1;
    },
  };
}

function listen(
  listeners: Map<string, Set<RoomListener>>,
  event: string,
  listener: RoomListener,
): () => void {
  const set = listeners.get(event) ?? new Set();
  listeners.set(event, set);
  // A function of its own, so that one listener given twice hears twice and stops once.
  const own: RoomListener = (data) => listener(data);
  set.add(own);
  return () => void set.delete(own);
}
