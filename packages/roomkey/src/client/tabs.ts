import { runAt } from './clock.ts';
import type { ClientClock } from './types.ts';

const IDENTITY_CHANGED = 'identity-changed';
const ROLL_CALL = 'roll-call';
const PRESENT = 'present:';

/** Tabs that do not answer by then are frozen; they renew for themselves when they wake. */
const ROLL_CALL_MS = 100;

/** The other tabs of this browser. Messages say that something happened; they never hold a token or a user. */
export interface Tabs {
  announceIdentityChange(): void;
  /** The Socket.IO ids of the other tabs that are connected. */
  rollCall(): Promise<readonly string[]>;
  /** Runs a task unless another tab is running it; tells whether it ran. */
  exclusive(task: () => Promise<void>): Promise<boolean>;
  close(): void;
}

export interface TabsOptions {
  /** The channel's name, or null to be alone; where the browser has no channels it is alone as well. */
  readonly name: string | null;
  readonly clock: ClientClock;
  readonly onIdentityChange: () => void;
  /** The Socket.IO id of this tab while it is connected. */
  readonly connectionId: () => string | null;
}

export function createTabs({ name, clock, onIdentityChange, connectionId }: TabsOptions): Tabs {
  if (name === null || typeof BroadcastChannel === 'undefined') {
    return { announceIdentityChange() {}, rollCall: async () => [], exclusive: always, close() {} };
  }
  const channel = new BroadcastChannel(`roomkey:${name}`);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin
  const say = (message: string) => channel.postMessage(message);
  let present: string[] = [];

  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const id = connectionId();
    if (data === IDENTITY_CHANGED) onIdentityChange();
    else if (data === ROLL_CALL && id !== null) say(PRESENT + id);
    else if (typeof data === 'string' && data.startsWith(PRESENT)) present.push(data.slice(PRESENT.length));
  });

  return {
    announceIdentityChange: () => say(IDENTITY_CHANGED),
    async rollCall() {
      present = [];
      say(ROLL_CALL);
      await new Promise<void>((resolve) => void runAt(clock, clock.now() + ROLL_CALL_MS, resolve));
      return present;
    },
    exclusive: (task) =>
      typeof navigator !== 'undefined' && 'locks' in navigator ? locked(channel.name, task) : always(task),
    close: () => channel.close(),
  };
}

async function always(task: () => Promise<void>): Promise<boolean> {
  await task();
  return true;
}

function locked(name: string, task: () => Promise<void>): Promise<boolean> {
  return navigator.locks
    .request(name, { ifAvailable: true }, (lock) => lock !== null && always(task))
    .catch(() => always(task)); // Sandboxed pages may have no locks; the task itself never rejects.
}
