const IDENTITY_CHANGED = 'identity-changed';

/** The other tabs of this browser. Messages say that something happened; they never hold a token or a user. */
export interface Tabs {
  announceIdentityChange(): void;
  close(): void;
}

/** @param name the channel's name, or null to be alone; where the browser has no channels it is alone as well */
export function createTabs(name: string | null, onIdentityChange: () => void): Tabs {
  if (name === null || typeof BroadcastChannel === 'undefined') {
    return { announceIdentityChange() {}, close() {} };
  }
  const channel = new BroadcastChannel(`roomkey:${name}`);
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === IDENTITY_CHANGED) onIdentityChange();
  });
  return {
    announceIdentityChange: () => channel.postMessage(IDENTITY_CHANGED),
    close: () => channel.close(),
  };
}
