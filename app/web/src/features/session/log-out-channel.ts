const NAME = 'board:log-out';

export type LogOutNews = 'begun' | 'failed';

/** Tells every tab of this browser, this one included, how it stands with a log-out. */
export function announceLogOut(news: LogOutNews): void {
  const channel = new BroadcastChannel(NAME);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin
  channel.postMessage(news);
  channel.close();
}

/** Returns the way to stop listening. */
export function onLogOut(listener: (news: LogOutNews) => void): () => void {
  const channel = new BroadcastChannel(NAME);
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === 'begun' || data === 'failed') listener(data);
  });
  return () => channel.close();
}
