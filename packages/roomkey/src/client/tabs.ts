const IDENTITY_CHANGED = 'identity-changed';

/** The other tabs of this browser. Messages say that something happened; they never hold a token or a user. */
export interface Tabs {
  announceIdentityChange(): void;
  /** Runs a task unless another tab is running it; tells whether it ran. */
  exclusive(task: () => Promise<void>): Promise<boolean>;
  close(): void;
}

/** @param name the channel's name, or null to be alone; where the browser has no channels it is alone as well */
export function createTabs(name: string | null, onIdentityChange: () => void): Tabs {
  if (name === null || typeof BroadcastChannel === 'undefined') {
    return { announceIdentityChange() {}, exclusive: always, close() {} };
  }
  const channel = new BroadcastChannel(`roomkey:${name}`);
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === IDENTITY_CHANGED) onIdentityChange();
  });
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin
    announceIdentityChange: () => channel.postMessage(IDENTITY_CHANGED),
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
